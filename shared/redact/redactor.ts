import type { Secret } from '../secrets/secret.ts';
import { type Form, formsOf } from './encodings.ts';
import { NeedleIndex } from './needle-index.ts';
import { unionOf } from './spans.ts';

const REDACTED = '[redacted]';
const LEAST_LENGTH = 8;
const AUTH_SCHEME = /^[A-Za-z][A-Za-z0-9-]{0,31} +(?=\S)/;
/** No part of a secret, whatever follows: only the rest needs to be known in all its forms. */
const NO_SECRET = /^(?:basic|bearer|token) +\S{8}/i;

/**
 * Takes every secret it has learned out of what is answered, stored and logged: the second lock, since nothing of a target is meant to get there.
 * Values under 8 characters stay: taking them out would corrupt answers and tell who guesses.
 */
export class Redactor {
  readonly #index = new NeedleIndex();
  readonly #learned = new Set<Secret>();

  /** A value like "Basic …" is learned without its scheme too. */
  learn(values: Iterable<Secret>): void {
    for (const secret of values) {
      if (this.#learned.has(secret)) continue;
      this.#learned.add(secret);
      for (const { text, spreads } of allFormsOf(secret.reveal())) this.#index.add(text, spreads);
    }
  }

  /** JSON-like data, property names included, with `[redacted]` for every occurrence, in a deep copy; time is linear in its text. */
  clean<T>(value: T): T;
  clean(value: unknown): unknown {
    if (typeof value === 'string') return this.#cleanText(value);
    if (Array.isArray(value)) return value.map((item: unknown) => this.clean(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]: [string, unknown]) => [this.#cleanText(name), this.clean(item)]));
  }

  #cleanText(text: string): string {
    const found = this.#index.find(text);
    if (found.length === 0) return text;
    let cleaned = '';
    let end = 0;
    for (const span of unionOf(text, found)) {
      cleaned += text.slice(end, span.start) + REDACTED;
      end = span.end;
    }
    return cleaned + text.slice(end);
  }
}

function allFormsOf(value: string): readonly Form[] {
  const bare = value.replace(AUTH_SCHEME, '');
  const written = new Set(NO_SECRET.test(value) ? [bare] : [value, bare]);
  return [...written].filter(({ length }) => length >= LEAST_LENGTH).flatMap(formsOf);
}
