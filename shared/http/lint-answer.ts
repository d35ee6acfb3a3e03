import type { ExaminedConnection } from '../connections/check-connection.ts';
import { MOST_ISSUES } from '../errors.ts';
import { type ProblemIssue, projectIssue } from './problem.ts';

type LintedReference = { readonly field: string; readonly offset: number; readonly key: string; readonly path: string | null; readonly arn: string };
export type LintAnswer = { readonly valid: boolean; readonly errors: readonly ProblemIssue[]; readonly references: readonly LintedReference[] };

export function lintAnswer({ issues, masks }: ExaminedConnection): LintAnswer {
  return {
    valid: issues.length === 0,
    errors: issues.slice(0, MOST_ISSUES).map(projectIssue),
    references: masks.map((mask) => ({ field: mask.pointer, offset: mask.start, key: mask.keyName, path: mask.path, arn: mask.secretArn })),
  };
}
