import { randomBytes } from 'node:crypto';

/** A fresh random value, with characters that each encoding changes. */
export function freshCanary(): string {
  return `k/${randomBytes(9).toString('base64url')}+"&${randomBytes(9).toString('hex')}=é`;
}

/** A fresh random value of token characters only, for places that take nothing else. */
export function freshToken(): string {
  return `tok_${randomBytes(18).toString('base64url')}`;
}

/** The forms in which a value could slip into a text, by name. */
export function formsOf(secret: string): ReadonlyMap<string, string> {
  const bytes = Buffer.from(secret, 'utf8');
  const json = JSON.stringify(secret).slice(1, -1);
  return new Map([
    ['raw', secret],
    ['base64', bytes.toString('base64').replace(/=+$/, '')],
    ['base64url', bytes.toString('base64url')],
    // Basic: base64("user:secret") holds the secret at any of three alignments; the ends are cut where neighbours mix in.
    ...[1, 2].map((shift): [string, string] => [
      `base64, shifted by ${shift}`,
      Buffer.concat([Buffer.alloc(shift), bytes])
        .toString('base64')
        .slice(4, -4),
    ]),
    ['url', encodeURIComponent(secret)],
    ['form', new URLSearchParams({ v: secret }).toString().slice(2)],
    ['json', json],
    ['json, ASCII only', json.replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)],
    ['json in json', JSON.stringify(json).slice(1, -1)],
    ['hex', bytes.toString('hex')],
  ]);
}

export type Leak = { readonly sink: string; readonly form: string };

/** Where and in which form any of the secrets stands in the sinks (name → text). */
export function leaksIn(sinks: ReadonlyMap<string, string>, secrets: Iterable<string>): readonly Leak[] {
  const leaks: Leak[] = [];
  for (const secret of secrets) {
    for (const [form, text] of formsOf(secret)) {
      for (const [sink, content] of sinks) if (content.includes(text)) leaks.push({ sink, form });
    }
  }
  return leaks;
}
