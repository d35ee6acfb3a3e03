import { RotationError } from './rotation-error.ts';

export type KeyValues = Readonly<Record<string, unknown>>;

/** The keys and values of a secret's text. @throws RotationError; the message of JSON.parse quotes the secret, and is dropped */
export function keyValues(text: string | undefined): KeyValues {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text ?? '');
  } catch {
    throw new RotationError('The secret is not a JSON key/value secret.');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new RotationError('The secret is not a JSON key/value secret.');
  return Object.fromEntries(Object.entries(parsed));
}

/** @throws RotationError where the key is missing, or holds no text */
export function textOf(values: KeyValues, key: string): string {
  const value = Object.hasOwn(values, key) ? values[key] : undefined;
  if (typeof value !== 'string' || value === '') throw new RotationError('The key to rotate is not in the secret, or holds no text.');
  return value;
}
