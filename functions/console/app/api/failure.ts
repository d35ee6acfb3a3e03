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
  /** 0 where there was no answer. */
  readonly httpStatus: number;
  readonly code: string;
  readonly issues: readonly FailureIssue[];
  readonly requestId: string | null;

  constructor(message: string, facts: { httpStatus: number; code?: string; issues?: readonly FailureIssue[]; requestId?: string | null }) {
    super(message);
    this.httpStatus = facts.httpStatus;
    this.code = facts.code ?? '';
    this.issues = facts.issues ?? [];
    this.requestId = facts.requestId ?? null;
  }
}

type Problem = { readonly title?: string; readonly code?: string; readonly requestId?: string; readonly errors?: readonly FailureIssue[] };

/** What to say where the gateway answered by itself, without a problem document. */
const OF_GATEWAY: Readonly<Record<number, string>> = {
  401: 'You are no longer signed in.',
  403: 'The API does not let you do this.',
  404: 'There is nothing here, or not for you.',
  413: 'What you send is too large.',
  429: 'Too much is being asked for at once. Wait a few seconds, then try again.',
  503: 'The API did not answer in time. Try again.',
};

export const UNREACHED = new ApiFailure('The API could not be reached. Check your network, then try again.', { httpStatus: 0 });

/** The failure that an answer tells of. */
export async function failureOf(response: Response): Promise<ApiFailure> {
  const { status: httpStatus, headers } = response;
  const seconds = headers.get('retry-after');
  const problem = await problemIn(response);
  const said = problem.title ?? OF_GATEWAY[httpStatus] ?? `The API answered HTTP ${httpStatus}.`;
  const message = seconds === null ? said : `${said} Try again in ${seconds} seconds.`;
  return new ApiFailure(message, { httpStatus, code: problem.code ?? '', issues: problem.errors ?? [], requestId: problem.requestId ?? null });
}

/** The sentence of whatever was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof ApiFailure ? error.message : 'Something went wrong in this page. Reload it and try again.';
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
