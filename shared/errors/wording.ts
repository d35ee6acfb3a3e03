import type { Fix, ProblemRow, VerdictRow, VerificationStatus, Where } from './row.ts';

// Every code of the product and its wording (PRODUCT contract §3). docs/errors.md is generated from these tables.
// Parameters come from Where alone: nothing of a target, the SDK or a secret can reach a sentence.

export function row(status: VerificationStatus, message: (at: Where) => string, fix?: (at: Where) => Fix | string): VerdictRow {
  return { status, retryable: false, message, ...(fix && { fix: (at) => asFix(fix(at)) }) };
}

export function retryable(base: VerdictRow): VerdictRow {
  return { ...base, retryable: true };
}

export function problem(httpStatus: number, message: (at: Where) => string, fix?: (at: Where) => Fix | string): ProblemRow {
  return { httpStatus, message, ...(fix && { fix: (at) => asFix(fix(at)) }) };
}

function asFix(fix: Fix | string): Fix {
  return typeof fix === 'string' ? { text: fix, commands: [] } : fix;
}

export const answered = (at: Where): string => (at.httpStatus === undefined ? '' : ` (HTTP ${at.httpStatus})`);
export const hint = (at: Where): string => (at.hint === undefined ? '' : ` ${at.hint}`);
export const limitOf = (at: Where): string => (at.expected === undefined ? '' : `: there may be ${at.expected}`);
export const regionOf = (arn = ''): string => arn.split(':')[3] ?? '';
export const inField = (at: Where): string => `Field "${at.pointer}"${at.offset === undefined ? '' : `, character ${at.offset},`}`;
export const instead = (at: Where, otherwise: string): string => (at.rewrite === undefined ? otherwise : `Write ${at.rewrite} instead.`);
export const describe = (at: Where): string => `aws secretsmanager describe-secret --region ${regionOf(at.arn)} --secret-id '${at.arn}'`;

export function tagFix(at: Where): Fix {
  const tag = at.tag;
  if (!tag) return asFix('Ask the owner of the secret where it may go.');
  return {
    text: `If the secret may go there, its owner sets the tag "${tag.key}" to "${tag.value}". What that tag holds now and can be read is kept.`,
    commands: [`aws secretsmanager tag-resource --region ${regionOf(at.arn)} --secret-id '${at.arn}' --tags 'Key=${tag.key},Value=${tag.value}'`],
  };
}
