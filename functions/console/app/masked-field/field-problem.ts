import { fold } from '../../../../shared/masks/folding.ts';
import { type MaskIssue, scanText } from '../../../../shared/masks/mask.ts';
import type { SecretReference } from '../../../../shared/masks/secret-reference.ts';
import type { Span } from './content.ts';

/** What is wrong with the masks of a field's text, and the mask to write instead where that is beyond doubt. */
export type FieldProblem = {
  readonly sentence: string;
  /** So far: it may still be right when it is written to its end. */
  readonly isUnfinished: boolean;
  readonly correction: Correction | null;
};
export type Correction = { readonly span: Span; readonly mask: SecretReference };

/** Where what was meant as a mask may end: behind a brace, written as it is or percent-encoded; before a blank; with the text. */
const ENDS = /(?:\}|%(?:25)*7d)+|(?=[\s"',;]|$)/gi;
const MOST_ENDS = 40;
const BRACES_AND_BLANKS = /[{}\s]/g;

/** The first thing that is wrong; null where nothing is. */
export function problemIn(text: string): FieldProblem | null {
  const [issue] = scanText(text).issues;
  if (!issue) return null;
  const isUnfinished = issue.code === 'mask_malformed' && issue.rewrite === undefined && !text.includes('}}', issue.start);
  return { sentence: isUnfinished ? UNFINISHED : issueSentence(issue), isUnfinished, correction: correctionOf(text, issue) };
}

const UNFINISHED = 'This mask is not complete yet: it ends with the secret ARN and "}}".';

/** What is wrong with what looks like a mask. */
export function issueSentence({ code, found }: MaskIssue): string {
  const why = found === undefined ? '' : `: ${found}`;
  if (code === 'mask_near_miss') return `This looks like a mask and is not one${why}.`;
  if (code === 'mask_nested') return 'A mask stands inside another one. Write each by itself.';
  if (code === 'mask_malformed') return `A mask is not written as it should be${why}.`;
  return arnSentence({ code, found });
}

/** What is wrong with a secret ARN. */
export function arnSentence({ code, found }: Pick<MaskIssue, 'code'> & { readonly found?: string | undefined }): string {
  if (code === 'arn_incomplete')
    return 'The secret ARN ends without its six characters. Copy the whole of it: it ends with a hyphen and six letters or digits.';
  if (code === 'arn_wrong_service')
    return `This is the ARN of another service${found === undefined ? '' : `, ${found}`}. A secret ARN has "secretsmanager" there.`;
  return `The secret ARN is not right${found === undefined ? '' : `: ${found}`}.`;
}

function correctionOf(text: string, { start, rewrite }: MaskIssue): Correction | null {
  if (rewrite === undefined) return null;
  const [mask] = scanText(rewrite).masks;
  const meant = essence(rewrite);
  const tail = text.slice(start, start + 3 * rewrite.length);
  const ends = [...tail.matchAll(ENDS)].slice(0, MOST_ENDS).map((match) => match.index + match[0].length);
  const end = ends.find((each) => essence(tail.slice(0, each)) === meant);
  if (!mask || end === undefined) return null;
  const { keyName, secretArn, path } = mask;
  return { span: { start, end: start + end }, mask: { keyName, secretArn, path } };
}

/** What is left of a mask without what people get wrong about it: two texts with the same one say the same. */
function essence(text: string): string {
  return fold(text).text.toLowerCase().replace(BRACES_AND_BLANKS, '');
}
