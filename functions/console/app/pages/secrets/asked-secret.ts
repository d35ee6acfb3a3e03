import { isSecretArn } from '../../../../../shared/masks/arn.ts';
import { type MaskIssue, scanText } from '../../../../../shared/masks/mask.ts';

/** The secret that a text asks for, or why it asks for none. */
export type AskedSecret = { readonly arn: string; readonly problem: null } | { readonly arn: null; readonly problem: string };

/** Reads the ARN of a secret, or a text with masks of one secret. */
export function askedSecret(text: string): AskedSecret {
  const asked = text.trim();
  if (asked === '') return problem('Paste the ARN of a secret, or a mask.');
  if (isSecretArn(asked)) return { arn: asked, problem: null };
  const { masks, issues } = scanText(asked);
  const [arn, second] = new Set(masks.map(({ secretArn }) => secretArn));
  if (second !== undefined) return problem('There are masks of more than one secret in this text. Paste one of them.');
  if (arn !== undefined) return { arn, problem: null };
  // Any key name does: what is wrong with an ARN is told as it is told of a mask that holds it.
  const issue = issues[0] ?? (asked.startsWith('arn:') ? scanText(`{{workato:sm:key:${asked}}}`).issues[0] : undefined);
  return problem(issue === undefined ? 'This is neither the ARN of a secret nor a mask. An ARN begins with "arn:aws:secretsmanager:".' : sentenceOf(issue));
}

function problem(sentence: string): AskedSecret {
  return { arn: null, problem: sentence };
}

function sentenceOf({ code, found }: MaskIssue): string {
  const why = found === undefined ? '' : `: ${found}`;
  if (code === 'arn_incomplete') return 'This ARN lacks its end: copy the whole of it, with the hyphen and six characters that Secrets Manager puts there.';
  if (code === 'arn_wrong_service') return `This is the ARN of another service than Secrets Manager${why}.`;
  if (code === 'arn_invalid') return `This is not the ARN of a secret${why}.`;
  return `This looks like a mask and is not one${why}.`;
}
