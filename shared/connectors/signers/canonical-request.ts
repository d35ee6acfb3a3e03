import { createHash } from 'node:crypto';
import { hostHeader, type RequestDraft } from '../request-draft.ts';

export type CanonicalRequest = { readonly text: string; readonly signedNames: string };
type Pair = readonly [name: string, value: string];

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, "Create a canonical request". */
export function canonicalRequest(draft: RequestDraft, service: string): CanonicalRequest {
  const headers = signedHeaders(draft);
  const signedNames = headers.map(([name]) => name).join(';');
  const lines = headers.map(([name, value]) => `${name}:${value}`);
  const path = service === 's3' ? onceEncoded(draft.path) : twiceEncoded(draft.path);
  return { text: [draft.verb, path, canonicalQuery(draft.query), ...lines, '', signedNames, sha256(draft.body ?? '')].join('\n'), signedNames };
}

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** Host, content-type and everything of AWS's own, in order; what a proxy may touch stays unsigned. */
function signedHeaders(draft: RequestDraft): readonly Pair[] {
  const own = [...draft.headers].filter(([name]) => name === 'content-type' || name.startsWith('x-amz-'));
  const all: readonly Pair[] = [...own, ['host', hostHeader(draft)]];
  return all.map(([name, value]): Pair => [name, value.trim().replaceAll(/ +/g, ' ')]).sort(byCodeUnit);
}

function canonicalQuery(query: string): string {
  const pairs = query.split('&').filter((pair) => pair !== '');
  return pairs
    .map(splitPair)
    .sort(byCodeUnit)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function splitPair(pair: string): Pair {
  const [name = '', ...rest] = pair.split('=');
  return [onceEncoded(name).replaceAll('/', '%2F'), onceEncoded(rest.join('=')).replaceAll('/', '%2F')];
}

/** A caller's path or query may have legal characters bare that SigV4 wants encoded. */
function onceEncoded(text: string): string {
  return text.replaceAll(/%[0-9A-Fa-f]{2}|[^\w.~/-]/g, (part) => (part.length === 3 ? part.toUpperCase() : escaped(part)));
}

/** Every service but S3 encodes the path once more, and reads "//" as "/". */
function twiceEncoded(path: string): string {
  return path.replaceAll(/\/+/g, '/').replaceAll(/[^\w.~/-]/g, escaped);
}

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

function byCodeUnit([name, value]: Pair, [other, otherValue]: Pair): number {
  if (name !== other) return name < other ? -1 : 1;
  return value < otherValue ? -1 : Number(value > otherValue);
}
