import { isArnPart, isSecretArn } from '../../../../shared/masks/arn.ts';
import { diagnose } from '../../../../shared/masks/diagnosis.ts';
import { UNPRINTABLE } from '../../../../shared/masks/folding.ts';
import { parsePointer } from '../../../../shared/masks/json-pointer.ts';
import { parseBody } from '../../../../shared/masks/mask-body.ts';
import { formatMask, scanText } from '../../../../shared/masks/mask.ts';
import type { SecretReference } from '../../../../shared/masks/secret-reference.ts';
import { arnSentence } from './field-problem.ts';

/** What is written into the dialog. `path` is empty where the value is not nested. */
export type Entry = { readonly keyName: string; readonly secretArn: string; readonly path: string };
export type EntryProblems = Readonly<Record<keyof Entry, string | null>>;

export const NO_ENTRY: Entry = { keyName: '', secretArn: '', path: '' };
const NEEDS_KEY = 'Name one key of the secret.';
const NEEDS_ARN = 'Copy the secret ARN from the Secrets Manager console.';
const NOT_AN_ARN = 'This is no ARN. A secret ARN begins with "arn:aws:secretsmanager:"; copy it from the Secrets Manager console.';
const NOT_A_PATH = 'A path begins with "/" and names one level after the other, as in /primary/password.';
const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc', 'aws-iso', 'aws-iso-'];

export function entryOf({ keyName, secretArn, path }: SecretReference): Entry {
  return { keyName, secretArn, path: path ?? '' };
}

/** The mask that is meant, by the product's own parser; null while it is none. */
export function referenceOf({ keyName, secretArn, path }: Entry): SecretReference | null {
  const asked: SecretReference = { keyName, secretArn: secretArn.trim(), path: path.trim() === '' ? null : path.trim() };
  const written = formatMask(asked);
  const [read] = scanText(written).masks;
  const isSame = read?.start === 0 && read.end === written.length && read.keyName === keyName && read.path === asked.path;
  return isSame ? asked : null;
}

export function problemsOf(entry: Entry): EntryProblems {
  return { keyName: keyProblem(entry), secretArn: arnProblem(entry.secretArn.trim()), path: pathProblem(entry.path.trim()) };
}

/** Of the problems, those to be told by now: of what cannot become right any more, of what was left, or of all once the entry is to be used. */
export function problemsShown(entry: Entry, { left, isJudged }: { readonly left: readonly (keyof Entry)[]; readonly isJudged: boolean }): EntryProblems {
  const { keyName, secretArn, path } = problemsOf(entry);
  const isTold = (name: keyof Entry, mayBecomeRight: boolean): boolean => isJudged || (entry[name] !== '' && (left.includes(name) || !mayBecomeRight));
  return {
    keyName: isTold('keyName', false) ? keyName : null,
    secretArn: isTold('secretArn', mayBecomeArn(entry.secretArn)) ? secretArn : null,
    path: isTold('path', entry.path.trim().startsWith('/')) ? path : null,
  };
}

/** The entry that a whole mask is, or an ARN with a key or a path to it; null where a text is neither. */
export function entryIn(pasted: string): Entry | null {
  const text = pasted.trim();
  const { masks, issues } = scanText(text);
  const whole = masks.find(({ start, end }) => start === 0 && end === text.length);
  const reference = whole ?? (masks.length === 0 ? referenceIn(issues[0]?.rewrite ?? text) : null);
  return reference && entryOf(reference);
}

function referenceIn(text: string): SecretReference | null {
  const [mask] = scanText(text).masks;
  if (mask) return mask;
  return parseBody(text) ?? parseBody(`:${text}`) ?? (text.startsWith('arn:') ? referenceIn(diagnose(text).rewrite ?? '') : null);
}

/** Whether it is a secret ARN or may be one when it is written to its end. */
export function mayBecomeArn(text: string): boolean {
  const parts = text.trim().split(':');
  return parts.every((part, at) => WRITTEN[at]?.(part, at === parts.length - 1) === true);
}

type Written = (part: string, isLast: boolean) => boolean;
const word =
  (...words: readonly string[]): Written =>
  (part, isLast) =>
    words.some((each) => (isLast ? each.startsWith(part) : each === part));
/** Part by part; the last one is not written to its end. */
const WRITTEN: readonly Written[] = [
  word('arn'),
  (part, isLast) => (isLast ? PARTITIONS.some((each) => each.startsWith(part) || part.startsWith('aws-iso-')) : isArnPart('partition', part)),
  word('secretsmanager'),
  (part, isLast) => (isLast ? /^[a-z0-9-]*$/.test(part) : isArnPart('region', part)),
  (part, isLast) => (isLast ? /^[0-9]{0,12}$/.test(part) : isArnPart('account', part)),
  word('secret'),
  (part) => part === '' || isArnPart('name', part),
];

function keyProblem({ keyName, path }: Entry): string | null {
  if (UNPRINTABLE.test(keyName)) return 'A key name has no control or invisible characters.';
  if (keyName.includes('{{') || keyName.includes('}}')) return 'A key name cannot hold "{{" or "}}": the mask would end there, or begin again.';
  return keyName === '' && path.trim() === '' ? NEEDS_KEY : null;
}

function arnProblem(arn: string): string | null {
  if (arn === '') return NEEDS_ARN;
  if (isSecretArn(arn)) return null;
  if (!/^arn:/i.test(arn)) return NOT_AN_ARN;
  // With any key before it: what is wrong then is wrong with the ARN.
  return arnSentence(diagnose(`key:${arn}`));
}

function pathProblem(path: string): string | null {
  return path === '' || parsePointer(path) !== null ? null : NOT_A_PATH;
}
