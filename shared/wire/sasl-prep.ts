/** RFC 3454, table B.1: what is there for the layout. */
const NOTHING = /\u{ad}|\u{34f}|\u{1806}|[\u{180b}-\u{180d}]|[\u{200b}-\u{200d}]|\u{2060}|[\u{fe00}-\u{fe0f}]|\u{feff}/gu;
/** Table C.1.2. */
const SPACE = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/gu;

/**
 * A password as SASLprep spells it (RFC 4013), so that the same text typed on two keyboards is the same. What SASLprep would refuse is left
 * to the server to refuse: no user could have been given it.
 */
export function saslPrepared(text: string): string {
  return text.replaceAll(SPACE, ' ').replaceAll(NOTHING, '').normalize('NFKC');
}
