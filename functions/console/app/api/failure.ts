/** One thing that was wrong with a request, as the API words it. */
export type FailureIssue = {
  readonly pointer?: string;
  readonly offset?: number;
  readonly code: string;
  readonly message: string;
  readonly fix?: { readonly text: string; readonly commands: readonly string[] };
};

/** A request that was not answered as hoped. `message` is a sentence for people; `issues` say it field by field. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly code: string;
  readonly issues: readonly FailureIssue[];

  constructor(message: string, { code = '', issues = [] }: { readonly code?: string | undefined; readonly issues?: readonly FailureIssue[] | undefined } = {}) {
    super(message);
    this.code = code;
    this.issues = issues;
  }
}

type Problem = { readonly title?: string; readonly code?: string; readonly errors?: readonly FailureIssue[] };

/** What to say where the gateway answered by itself, without a problem document. */
const OF_GATEWAY: Readonly<Record<number, string>> = {
  401: 'You are no longer signed in.',
  403: 'The API does not let you do this.',
  404: 'There is nothing here, or not for you.',
  413: 'What you send is too large.',
  429: 'Too much is being asked for at once. Wait a few seconds, then try again.',
  503: 'The API did not answer in time. Try again.',
};

export const UNREACHED = new ApiFailure('The API could not be reached. Check your network, then try again.');

/** The failure that an answer tells of. */
export async function failureOf(response: Response): Promise<ApiFailure> {
  const seconds = response.headers.get('retry-after');
  const problem = await problemIn(response);
  const said = problem.title ?? OF_GATEWAY[response.status] ?? `The API answered HTTP ${response.status}.`;
  const message = seconds === null ? said : `${said} Try again in ${seconds} seconds.`;
  return new ApiFailure(message, { code: problem.code, issues: problem.errors });
}

/** The failure that whatever was thrown is. */
export function failureIn(error: unknown): ApiFailure {
  return error instanceof ApiFailure ? error : new ApiFailure('Something went wrong in this page. Reload it and try again.');
}

/** And its sentence alone. */
export function sentenceOf(error: unknown): string {
  return failureIn(error).message;
}

async function problemIn(response: Response): Promise<Problem> {
  if (!(response.headers.get('content-type') ?? '').startsWith('application/problem+json')) return {};
  try {
    const problem: Problem = await response.json();
    return problem;
  } catch {
    return {};
  }
}
