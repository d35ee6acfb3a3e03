import { isSecretArn } from './arn.ts';
import { decodePercent, stripInvisible } from './folding.ts';
import { parseBody, trimEnd } from './mask-body.ts';

/** Longer masks are not worth showing; longer texts not worth searching. */
const LONGEST_MASK = 600;
const LONGEST_TEXT = 2000;
/** Shorter texts hold no ARN. */
const SHORTEST_TEXT = 55;
const HAS_ARN = /arn/i;
/** Up to an ARN that nothing is hung on but a path. */
const ARN_END = /:\s?secret\s?:\s?[A-Za-z0-9/_+=.@!-]+(?:\?path=[^\s"'<>,;&}]*|(?![A-Za-z0-9/_+=.@!?:-]))/i;
const ARN_PARTS = 7;

/**
 * The mask that was meant by what follows "workato:sm:", if there is one beyond doubt; all of it is the caller's own text.
 * `folded` is the same text with nothing hidden in it.
 */
export function rewriteOf(raw: string, folded = raw): string | undefined {
  if (folded.length < SHORTEST_TEXT || raw.length > LONGEST_TEXT || !HAS_ARN.test(folded)) return undefined;
  const plain = stripInvisible(raw);
  for (const text of new Set([plain, decodePercent(plain), folded])) {
    for (const piece of new Set(cuts(text))) {
      const body = forms(piece).find((form) => form.length < LONGEST_MASK && parseBody(form) !== null);
      if (body !== undefined) return `{{workato:sm:${body}}}`;
    }
  }
  return undefined;
}

/** Where the mask may have been meant to end: at two braces, at one, with the ARN. */
function cuts(text: string): readonly string[] {
  const arn = ARN_END.exec(text);
  const ends = [text.indexOf('}}'), text.indexOf('}'), arn ? arn.index + arn[0].length : -1, text.length];
  return ends.filter((end) => end !== -1).map((end) => trimEnd(text.slice(0, end)));
}

function forms(piece: string): readonly string[] {
  const repaired = withArnRepaired(piece);
  return [piece, repaired, ...withSuffixMoved(repaired), ...withPathEncoded(piece), ...(piece.startsWith('arn:') ? [`:${piece}`] : [])];
}

/** Without blanks around the colons, and the fixed words of the ARN in lower case. */
function withArnRepaired(piece: string): string {
  const parts = piece.split(':').map((part) => part.trim());
  const arn = parts.findLastIndex((part) => part.toLowerCase() === 'arn');
  const isFixed = (at: number): boolean => arn !== -1 && at >= arn && at <= arn + 5;
  return parts.map((part, at) => (isFixed(at) ? part.toLowerCase() : part)).join(':');
}

/** `<ARN>:<key>`, ECS' `<ARN>:<key>:<stage>:<version>` and CloudFormation's `<ARN>:SecretString:<key>`, with the key where it belongs. */
function withSuffixMoved(piece: string): readonly string[] {
  const parts = piece.split(':');
  const isArn = (_: string, at: number): boolean => isSecretArn(parts.slice(at, at + ARN_PARTS).join(':'));
  const arn = parts.findLastIndex((part, at) => part === 'arn' && isArn(part, at));
  if (arn === -1 || arn + ARN_PARTS === parts.length) return [];
  const key = parts.slice(0, arn).join(':') || keyOfSuffix(parts.slice(arn + ARN_PARTS));
  return [`${key}:${parts.slice(arn, arn + ARN_PARTS).join(':')}`];
}

function keyOfSuffix(suffix: readonly string[]): string {
  const [first = '', second = ''] = suffix;
  if (first === 'SecretString') return second;
  return suffix.length === 3 ? first : suffix.join(':');
}

function withPathEncoded(piece: string): readonly string[] {
  const at = piece.lastIndexOf('?path=');
  if (at === -1 || at + 6 === piece.length) return [];
  const [head, raw] = [piece.slice(0, at + 6), piece.slice(at + 6)];
  const encoded = raw.replace(/%(?![\da-f]{2})|[:{}]/gi, encodeURIComponent);
  return [`${head}${encoded.startsWith('/') ? '' : '/'}${encoded}`];
}
