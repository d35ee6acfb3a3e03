import { type Fix, type Issue, PROBLEMS, type ProblemCode, type ProblemRow } from '../errors.ts';

export type ProblemIssue = { readonly pointer?: string; readonly offset?: number; readonly code: ProblemCode; readonly message: string; readonly fix?: Fix };

/** An issue as callers see it. */
export function projectIssue({ code, where }: Issue): ProblemIssue {
  const row: ProblemRow = PROBLEMS[code];
  return {
    ...(where.pointer !== undefined && { pointer: where.pointer }),
    ...(where.offset !== undefined && { offset: where.offset }),
    code,
    message: row.message(where),
    ...(row.fix && { fix: row.fix(where) }),
  };
}
