import { isSecretArn } from '../../../../../shared/masks/arn.ts';
import { scanText } from '../../../../../shared/masks/mask.ts';
import { issueSentence } from '../../masked-field/field-problem.ts';

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
  return problem(issue ? issueSentence(issue) : 'This is neither the ARN of a secret nor a mask. An ARN begins with "arn:aws:secretsmanager:".');
}

function problem(sentence: string): AskedSecret {
  return { arn: null, problem: sentence };
}
