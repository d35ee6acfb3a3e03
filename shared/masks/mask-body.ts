import { isSecretArn } from './arn.ts';
import { UNPRINTABLE } from './folding.ts';
import { parsePointer } from './json-pointer.ts';
import type { SecretReference } from './secret-reference.ts';

/** The text between "workato:sm:" and "}}", cut into its parts. `option` is what follows the ARN, from its "?". */
export type BodyParts = { readonly keyName: string; readonly secretArn: string; readonly option: string };

const PATH = '?path=';
const RAW_IN_PATH = /[:{}]/;

export function trimEnd(text: string): string {
  let end = text.length;
  while (isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** Space, tab, line feed, carriage return. Not what charCodeAt finds before a text, so that nobody who goes back has to look where it starts. */
export function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0d;
}

/**
 * Cuts at the last ":arn:", null unless a secret's ARN stands there up to the end or a "?". Neither an ARN nor a path can hold another ":arn:",
 * so whatever the key name holds, no earlier one can be meant.
 */
export function splitBody(body: string): BodyParts | null {
  const colon = body.lastIndexOf(':arn:');
  if (colon === -1) return null;
  const mark = body.indexOf('?', colon);
  const secretArn = body.slice(colon + 1, mark === -1 ? body.length : mark);
  if (!isSecretArn(secretArn)) return null;
  return { keyName: body.slice(0, colon), secretArn, option: mark === -1 ? '' : body.slice(mark) };
}

/** The decoded pointer of `?path=…`, null without an option, undefined if it is not as it should be. */
export function pathOf(option: string): string | null | undefined {
  if (option === '') return null;
  const raw = option.slice(PATH.length);
  if (!option.startsWith(PATH) || RAW_IN_PATH.test(raw) || UNPRINTABLE.test(raw)) return undefined;
  try {
    const pointer = decodeURIComponent(raw);
    if (pointer !== '' && parsePointer(pointer) !== null) return pointer;
  } catch {
    // its message would quote the text
  }
  return undefined;
}

/** What the body of a mask says, null if it is not a valid one. Key names are taken as they are. */
export function parseBody(body: string): SecretReference | null {
  const parts = splitBody(body);
  if (!parts) return null;
  const { keyName, secretArn } = parts;
  const path = pathOf(parts.option);
  if (path === undefined || (keyName === '' && path === null)) return null;
  if (UNPRINTABLE.test(keyName) || keyName.includes('{{') || keyName.includes('}}')) return null;
  return { keyName, secretArn, path };
}
