import * as v from 'valibot';
import { Problem } from '../../shared/http/answer-schemas.ts';

export type ApiIssue = v.InferOutput<typeof Problem>['errors'][number];

/** A request the API refused, with everything that is wrong with it. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: string;
  readonly issues: readonly ApiIssue[];

  constructor(code: string, issues: readonly ApiIssue[]) {
    super(`The API answered ${code}.`);
    this.code = code;
    this.issues = issues;
  }
}

/** What is to be looked up in the API's log is named. */
function withRequest(issue: ApiIssue, requestId: string): ApiIssue {
  return { ...issue, message: `${issue.message} Request id: ${requestId}.` };
}

/** The problem of an answer that is not a success; where it brings no document of ours, its HTTP status is all that is told. */
export function problemOf(httpStatus: number, body: unknown): ApiProblem {
  const { success, output } = v.safeParse(Problem, body);
  if (success) return new ApiProblem(output.code, httpStatus < 500 ? output.errors : output.errors.map((issue) => withRequest(issue, output.requestId)));
  const message = `The API answered HTTP ${httpStatus} and no reason.`;
  return new ApiProblem(`http_${httpStatus}`, [
    { code: `http_${httpStatus}`, message, fix: { text: 'Try again; if it stays, look into its log.', commands: [] } },
  ]);
}
