/** The field that a JSON Pointer leads to, as forms name it: "/config/headers/X-Api-Key" is "headers/X-Api-Key". */
export function fieldName(pointer: string): string {
  return pointer
    .replace(/^\/config\//, '')
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
}
