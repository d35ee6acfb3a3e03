const BAD_ESCAPE = /~(?![01])/;
const TO_ESCAPE = /[~/]/;

/** The pointer (RFC 6901) of a member or element of what `parent` points to. */
export function pointerOf(parent: string, token: string): string {
  return `${parent}/${TO_ESCAPE.test(token) ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token}`;
}

/** The unescaped tokens of a pointer (RFC 6901), none for the root; null if it is not one. */
export function parsePointer(text: string): readonly string[] | null {
  if (text === '') return [];
  if (!text.startsWith('/') || BAD_ESCAPE.test(text)) return null;
  return text
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}
