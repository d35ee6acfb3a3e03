import type { Secret } from '../secrets/secret.ts';
import { formsOf } from './encodings.ts';
import { MIN_NEEDLE, NeedleIndex } from './needle-index.ts';
import { unionOf } from './spans.ts';

const REDACTED = '[redacted]';
const AUTH_SCHEME = /^[A-Za-z][A-Za-z0-9-]{0,31} +(?=\S)/;

/**
 * Takes every secret it has learned out of what is answered, stored and logged: the second lock, since nothing of a target is meant to get there.
 * Values under 8 characters stay: taking them out would corrupt answers and tell who guesses.
 */
export class Redactor {
  readonly #index = new NeedleIndex();
  readonly #learned = new Set<string>();

  /** A value like "Basic …" is learned without its scheme too. */
  learn(values: Iterable<Secret>): void {
    for (const secret of values) {
      const value = secret.reveal();
      for (const text of [value, value.replace(AUTH_SCHEME, '')]) this.#learn(text);
    }
  }

  /** A deep copy of JSON-like data, property names included, with `[redacted]` for every occurrence; time is linear in its text. */
  clean<T>(value: T): T;
  clean(value: unknown): unknown {
    if (typeof value === 'string') return this.#cleanText(value);
    if (Array.isArray(value)) return value.map((item: unknown) => this.clean(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]: [string, unknown]) => [this.#cleanText(name), this.clean(item)]));
  }

  #learn(value: string): void {
    if (value.length < MIN_NEEDLE || this.#learned.has(value)) return;
    this.#learned.add(value);
    for (const { text, spreads } of formsOf(value)) this.#index.add(text, spreads);
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
