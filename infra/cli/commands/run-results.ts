import { ApiProblem } from '../api-problem.ts';
import type { Client, StoredConnection, Verification } from '../client.ts';
import { inParallel } from '../parallel.ts';
import type { Finding, Result } from '../report.ts';
import type { RunConnection, VerificationRun } from '../runs-client.ts';
import type { Context } from './context.ts';
import { verdictOf } from './verdict.ts';

const AT_ONCE = 4;
/** Of more, only the codes are told: each asks for the history of its connection. */
const MOST_EXPLAINED = 100;
const FAILED: ReadonlySet<string | null> = new Set(['refused', 'inconclusive', 'not_attempted']);

/** What came of the connections of a run, by name: of all where that is wanted, else of those that failed. */
export async function resultsOfRun(run: VerificationRun, { client, options }: Context): Promise<readonly Result[]> {
  const connections = await client.runs.connections(run.id, options.wantsAll ? 'all' : 'failed');
  if (connections.length === 0) return [];
  const stored = await storedIn(run, client);
  const explained = new Set(connections.filter(({ outcome }) => FAILED.has(outcome)).slice(0, MOST_EXPLAINED));
  const results = await inParallel(connections, AT_ONCE, async (connection) => {
    const verification = explained.has(connection) ? await verificationOf(connection, client) : undefined;
    return resultOf(connection, { name: stored.get(connection.connectionId)?.name ?? connection.connectionId, verification });
  });
  return results.toSorted((one, other) => (one.name === other.name ? 0 : one.name < other.name ? -1 : 1));
}

async function storedIn({ projects }: VerificationRun, client: Client): Promise<ReadonlyMap<string, StoredConnection>> {
  const pages = projects ? await inParallel(projects, AT_ONCE, (project) => client.connections({ project })) : [await client.connections({})];
  return new Map(pages.flat().map((connection) => [connection.id, connection]));
}

/** With its message and its fix. A connection that is gone has no history. */
async function verificationOf({ connectionId, verificationId }: RunConnection, client: Client): Promise<Verification | undefined> {
  if (verificationId === null) return undefined;
  const history = await client.history(connectionId).catch((error: unknown) => {
    if (error instanceof ApiProblem) return [];
    throw error;
  });
  return history.find(({ id }) => id === verificationId);
}

function resultOf(
  { connectionId: id, project, outcome, code }: RunConnection,
  { name, verification }: { readonly name: string; readonly verification: Verification | undefined },
): Result {
  const subject = { name, project, id };
  if (verification) return { ...subject, ...verdictOf(verification), durationMs: verification.durationMs };
  const isFailed = FAILED.has(outcome);
  return { ...subject, outcome: outcome ?? 'not_run', ...(code !== null && { detail: code }), findings: isFailed ? [unexplained(code)] : [] };
}

function unexplained(code: string | null): Finding {
  const fix = { text: 'Look into the history of the connection, GET /v1/connections/{id}/verifications.', commands: [] };
  return { code: code ?? 'unknown', message: `It ended with the code ${code ?? 'unknown'}.`, fix };
}
