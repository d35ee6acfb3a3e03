import { randomBytes } from 'node:crypto';
import { ENCODINGS } from './leak/encodings.ts';
import { Scanner } from './leak/scanner.ts';

/** A fresh random value, with characters that each encoding changes. */
export function freshCanary(): string {
  return `k/${randomBytes(9).toString('base64url')}+"&${randomBytes(9).toString('hex')}=é`;
}

/** A fresh random value of token characters only, for places that take nothing else. */
export function freshToken(): string {
  return `tok_${randomBytes(18).toString('base64url')}`;
}

/** What programs write of themselves, without meaning to hide or to show anything. */
const COMMON = [
  'raw',
  'base64',
  'base64 without padding',
  'base64url',
  'encodeURIComponent',
  'percent, lower hex',
  'form',
  'JSON',
  'JSON with \\/',
  'JSON, ASCII only',
  'JSON in JSON',
  'hex, lower',
  'hex, upper',
];

/** The forms in which a value most likely slips into a text, by name. */
export function formsOf(secret: string): ReadonlyMap<string, string> {
  return new Map(COMMON.map((name) => [name, ENCODINGS.get(name)!(secret)]));
}

export type Leak = { readonly sink: string; readonly form: string };

/** Where and in which form any of the secrets stands in the sinks (name → text). */
export function leaksIn(sinks: ReadonlyMap<string, string>, secrets: Iterable<string>): readonly Leak[] {
  const scanner = new Scanner(secrets);
  return [...sinks].flatMap(([sink, text]) => [...scanner.scan(text)].map((form) => ({ sink, form })));
}
