import { createHash } from 'node:crypto';
import { ascii85Blobs, base64Blobs, type Blobs, codeBlobs, hexBlobs, readingsOf, wordBlobs } from './blobs.ts';
import { fold } from './folding.ts';
import { FragmentIndex, LEAST } from './fragment-index.ts';
import { rotated, ShortValues } from './short-values.ts';
import { viewsOf } from './unescape.ts';

const BLOBS: readonly Blobs[] = [base64Blobs, hexBlobs, codeBlobs, wordBlobs, ascii85Blobs];
const DIGESTS = ['md5', 'sha1', 'sha256'] as const;
/** How often a text is unpacked again: a log line in base64 in JSON in base64. */
const DEPTH = 3;
/** The shortest blob that holds ten characters, and one that holds four. */
const LEAST_BLOB = 14;
const LEAST_SHORT_BLOB = 5;
/** A value as it is, in the middle of a word too. */
const LEAST_VERBATIM = 8;
/** One odd character in ten is still a text. */
const ODD_SHARE = 10;
const MOST_ODD = 2;

/** Looks for secrets in texts by undoing what may have been done to them; how they were written down is not asked for. */
export class Scanner {
  readonly #fragments = new FragmentIndex();
  readonly #short = new ShortValues();
  /** Those with too few letters and digits for the others. */
  readonly #verbatim: string[] = [];
  #isWide = false;

  constructor(secrets: Iterable<string>) {
    for (const secret of new Set(secrets)) this.#learn(secret);
  }

  /** In which forms any of the secrets, or a large part of one, stands in the text: "text", "base64: text", "reversed", "sha256". */
  scan(text: string): ReadonlySet<string> {
    const found = new Set<string>();
    const seen = new Set<string>();
    let layer: readonly (readonly [path: string, text: string])[] = [['', text]];
    for (let depth = 0; depth < DEPTH && layer.length > 0; depth += 1) layer = layer.flatMap(([path, each]) => this.#scanLayer(each, path, { found, seen }));
    return found;
  }

  /** Of one text all views, and the blobs in them; what it returns is to be looked at as texts of their own. */
  #scanLayer(text: string, path: string, { found, seen }: { readonly found: Set<string>; readonly seen: Set<string> }): readonly (readonly [string, string])[] {
    const note = (forms: ReadonlySet<string>, by = path): void => forms.forEach((form) => found.add(`${by}${form}`));
    if (this.#verbatim.some((secret) => text.includes(secret))) found.add(`${path}text`);
    const next = new Map<string, string[]>();
    for (const view of viewsOf(text)) {
      note(this.#fragments.find(fold(view)));
      note(this.#short.find(view));
      const garbled = new Map<string, string[]>();
      for (const { text: reading, form } of this.#readings(view, seen)) {
        const kept = isLegible(reading) ? next : garbled;
        const readings = kept.get(form);
        if (readings) readings.push(reading);
        else kept.set(form, [reading]);
      }
      for (const [form, readings] of garbled) note(this.#fragments.find(fold(readings.join('\n'))), `${path}${form}: `);
    }
    return [...next].map(([form, readings]) => [`${path}${form}: `, readings.join('\n')] as const);
  }

  *#readings(view: string, seen: Set<string>): Iterable<{ readonly text: string; readonly form: string }> {
    const least = this.#short.isEmpty ? LEAST_BLOB : LEAST_SHORT_BLOB;
    for (const blobs of BLOBS) for (const blob of blobs(view, { least, seen })) yield* readingsOf(blob, this.#isWide);
  }

  #learn(secret: string): void {
    if (/[^\0-\u024f]/.test(secret)) this.#isWide = true;
    this.#short.add(secret);
    const units = fold(secret);
    if (units.length < LEAST && secret.length >= LEAST_VERBATIM) this.#verbatim.push(secret);
    this.#fragments.add(units, 'text');
    this.#fragments.add(units.toReversed(), 'reversed');
    this.#fragments.add(fold(rotated(secret)), 'rot13');
    for (const name of DIGESTS) {
      for (const encoding of ['hex', 'base64'] as const) this.#fragments.add(fold(createHash(name).update(secret).digest(encoding)), name);
    }
  }
}

/** Nearly all of it is what people and programs write: decided at the first characters of what is not. */
function isLegible(text: string): boolean {
  let odd = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (!isOdd(text.charCodeAt(index))) continue;
    odd += 1;
    if (odd > MOST_ODD && odd * ODD_SHARE > index) return false;
  }
  return odd * ODD_SHARE <= text.length;
}

function isOdd(code: number): boolean {
  if (code < 0x20) return code !== 9 && code !== 10 && code !== 13;
  return (code >= 0x7f && code < 0xa0) || (code >= 0xe000 && code < 0xf900) || code >= 0xfff0;
}
