/** RFC 3986 pchar and "/", with whole percent-escapes only. */
const PATH = /^\/(?:[\w.~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*$/;
const QUERY = /^(?:[\w.~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*$/;
/** A segment that some server reads as "here" or "up": Tomcat and others cut at ";", Windows drops spaces and dots after a space. */
const DOT_SEGMENT = /(?:^|[/\\])\.{1,2}(?: [. ]*)?(?:[/\\;]|$)/;
/** Controls, and the bytes C0 and C1: no character of UTF-8 has them, and decoders that do not mind read C0 AE as "." and C0 AF as "/". */
const UNREADABLE = /[\\\p{Cc}\u00c0\u00c1]/u;
const MOST_DECODINGS = 5;

export type PathAndQuery = { readonly path: string; readonly query: string };

/**
 * A caller's own path and query, or null where it could leave the place it is appended to: not from "/", "//" at the start,
 * dot segments, backslashes, controls or overlong forms at any depth of percent-encoding, fragments, what is not printable ASCII.
 */
export function parsePathAndQuery(text: string): PathAndQuery | null {
  const mark = text.indexOf('?');
  const path = mark === -1 ? text : text.slice(0, mark);
  const query = mark === -1 ? '' : text.slice(mark + 1);
  return PATH.test(path) && QUERY.test(query) && staysBelow(path) ? { path, query } : null;
}

/** Servers decode once, some twice: every depth is judged. */
function staysBelow(path: string): boolean {
  let seen = path;
  for (let depth = 0; depth < MOST_DECODINGS; depth += 1) {
    if (DOT_SEGMENT.test(seen) || UNREADABLE.test(seen) || seen.startsWith('//')) return false;
    const decoded = decodedOnce(seen);
    if (decoded === seen) return true;
    seen = decoded;
  }
  return false;
}

function decodedOnce(text: string): string {
  return text.replace(/%[0-9A-Fa-f]{2}/g, (escape) => String.fromCharCode(Number.parseInt(escape.slice(1), 16)));
}

/** The names of the parameters in the query of such a text, decoded. */
export function queryNames(text: string): readonly string[] {
  return (parsePathAndQuery(text)?.query ?? '')
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => decodedOnce((pair.split('=')[0] ?? '').replaceAll('+', ' ')));
}
