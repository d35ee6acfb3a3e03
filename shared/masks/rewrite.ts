import { isSecretArn } from './arn.ts';
import { decodePercent, fold, stripInvisible } from './folding.ts';
import { parseBody, trimEnd } from './mask-body.ts';

/** The mask to write instead, if there is one beyond doubt. */
export type Meant = { readonly rewrite?: string };

/** Longer masks are not worth showing; longer texts not worth searching. */
const LONGEST_MASK = 600;
const LONGEST_TEXT = 2000;
/** How far the mask may have been meant to go: to a brace, to the end of an ARN that nothing is hung on but a path, to the end of the text. */
const CUTS = [/^[^}]*(?=\})/, /^[^]*?:\s?secret\s?:\s?[A-Za-z0-9/_+=.@!-]+(?:\?path=[^\s"'<>,;&}]*|(?![A-Za-z0-9/_+=.@!?:-]))/i, /^[^]*/] as const;
const WITH_PATH = /^([^]*\?path=)([^]+)/;
const ARN_PARTS = 7;

/** What was meant by what follows "workato:sm:"; all of it is the caller's own text. */
export function meantBy(raw: string): Meant {
  if (raw.length > LONGEST_TEXT) return {};
  const plain = stripInvisible(raw);
  for (const text of new Set([plain, decodePercent(plain), fold(raw).text])) {
    for (const piece of CUTS.flatMap((cut) => cut.exec(text) ?? [])) {
      const body = forms(trimEnd(piece)).find((form) => parseBody(form) !== null);
      const rewrite = `{{workato:sm:${body}}}`;
      if (body !== undefined && rewrite.length <= LONGEST_MASK) return { rewrite };
    }
  }
  return {};
}

function forms(piece: string): readonly string[] {
  const repaired = withArnRepaired(piece);
  return [piece, repaired, withKeyInFront(repaired), withPathEncoded(piece), piece.replace(/^arn:/, ':arn:')];
}

/** Without blanks around the colons, and the fixed words of the ARN in lower case. */
function withArnRepaired(piece: string): string {
  const parts = piece.split(':').map((part) => part.trim());
  const arn = parts.findLastIndex((part) => part.toLowerCase() === 'arn');
  return parts.map((part, at) => (at >= arn && at <= arn + 5 ? part.toLowerCase() : part)).join(':');
}

/** `<ARN>:<key>`, ECS' `<ARN>:<key>:<stage>:<version>` and CloudFormation's `<ARN>:SecretString:<key>`, with the key where it belongs. */
function withKeyInFront(piece: string): string {
  const parts = piece.split(':');
  const arn = parts.findLastIndex((_, at) => isSecretArn(parts.slice(at, at + ARN_PARTS).join(':')));
  if (arn === -1) return piece;
  const key = parts.slice(0, arn).join(':') || keyOfSuffix(parts.slice(arn + ARN_PARTS)).join(':');
  return `${key}:${parts.slice(arn, arn + ARN_PARTS).join(':')}`;
}

function keyOfSuffix(suffix: readonly string[]): readonly string[] {
  if (suffix[0] === 'SecretString') return suffix.slice(1, 2);
  return suffix.length === 3 ? suffix.slice(0, 1) : suffix;
}

function withPathEncoded(piece: string): string {
  return piece.replace(WITH_PATH, (_, head: string, path: string) => {
    const encoded = path.replace(/%(?![\da-f]{2})|[:{}]/gi, encodeURIComponent);
    return `${head}${encoded.startsWith('/') ? '' : '/'}${encoded}`;
  });
}
