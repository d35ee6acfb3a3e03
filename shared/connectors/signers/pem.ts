const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\s]{1,60000})-----END \1-----/g;
const LINE = /.{1,64}/g;

/**
 * The PEM blocks of a text, wrapped anew; line breaks may have become spaces or a literal "\n" on the way through a key/value editor.
 * Null where something else stands between or around them.
 */
export function parsePem(text: string): readonly { readonly label: string; readonly pem: string }[] | null {
  const unescaped = text.replaceAll(String.raw`\r`, '').replaceAll(String.raw`\n`, '\n');
  const blocks = [...unescaped.matchAll(BLOCK)].map(([, label = '', body = '']) => ({ label, pem: wrapped(label, body.replaceAll(/\s/g, '')) }));
  return blocks.length > 0 && unescaped.replaceAll(BLOCK, '').trim() === '' ? blocks : null;
}

function wrapped(label: string, base64: string): string {
  return [`-----BEGIN ${label}-----`, ...(base64.match(LINE) ?? []), `-----END ${label}-----`, ''].join('\n');
}
