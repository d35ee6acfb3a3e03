import type { StoredConnection } from './connections/stored-connection.ts';
import { PROBLEMS, type ProblemRow, RequestError } from './errors.ts';
import { newEntry } from './verifications/recorder.ts';
import type { Verification } from './verifications/verification.ts';
import type { TestIntent } from './verifications/verification-store.ts';
import { verifyConnection } from './verify.ts';
import type { VerifyDeps } from './verify-deps.ts';

/** Tests a stored connection as it is. What would make a request wrong is here a test that was not attempted: nobody sent these fields just now. */
export async function verifyStored(connection: StoredConnection, deps: VerifyDeps): Promise<Verification> {
  const startedAt = new Date(deps.now()).toISOString();
  const startedMs = deps.elapsedMs();
  try {
    return await verifyConnection(connection, deps);
  } catch (error) {
    if (!isOfConnection(error)) throw error;
    const durationMs = Math.round((deps.elapsedMs() - startedMs) * 10) / 10;
    const { id: connectionId, connector, method, project } = connection;
    const intent: TestIntent = { ...(deps.entry ?? newEntry(deps.now())), connectionId, connector, method, project, hosts: [], secrets: [] };
    const timed = { startedAt, durationMs, steps: [{ name: 'find_masks' as const, ms: durationMs }] };
    return deps.end(intent, { id: intent.id, connectionId, connector, method, ...unfit(error), ...timed });
  }
}

function isOfConnection(error: unknown): error is RequestError {
  if (!(error instanceof RequestError)) return false;
  const [{ code }] = error.issues;
  return code !== 'rate_limited_caller' && PROBLEMS[code].httpStatus < 500;
}

function unfit({
  issues: [{ code, where }],
}: RequestError): Pick<Verification, 'status' | 'code' | 'message' | 'fix' | 'retryable' | 'target' | 'identity' | 'secrets'> {
  const row: ProblemRow = PROBLEMS[code];
  return {
    status: 'not_attempted',
    code,
    message: row.message(where),
    fix: row.fix?.(where) ?? null,
    retryable: false,
    target: null,
    identity: null,
    secrets: [],
  };
}
