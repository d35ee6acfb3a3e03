import { RotationError } from './rotation-error.ts';
import type { Ask } from './signed-api.ts';

export type RehearsalDeps = {
  readonly ask: Ask;
  /** Ids of the connections that have to be authorized. */
  readonly required: readonly string[];
  readonly longestMs: number;
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<unknown>;
};
type Member = { readonly outcome: string; readonly code: string };

const PAUSE_MS = 1_000;

/**
 * Has the resolver test the required connections with the version labelled AWSPENDING.
 * @throws RotationError unless every one of them is authorized: one that is missing, skipped, refused or not answered in time stops the rotation
 */
export async function rehearse(secretArn: string, deps: RehearsalDeps): Promise<void> {
  if (deps.required.length === 0) throw new RotationError('No connection is required: a rehearsal of nothing proves nothing.');
  const endsAt = deps.now() + deps.longestMs;
  const runId = textIn(await deps.ask('POST', '/v1/rehearsals', { secretArn, connections: deps.required }), 'id');
  if (!/^run_[0-9a-f]{32}$/.test(runId)) throw new RotationError('The API answered without a run.');
  while (!(await isOver(runId, deps))) {
    if (deps.now() + PAUSE_MS > endsAt) throw new RotationError(`Rehearsal ${runId} is not over in time.`);
    await deps.wait(PAUSE_MS);
  }
  const members = await membersOf(runId, deps.ask);
  const failed = deps.required.filter((id) => members.get(id)?.outcome !== 'authorized');
  if (failed.length > 0)
    throw new RotationError(`Rehearsal ${runId} failed: ${failed.map((id) => `${id} ${members.get(id)?.code ?? 'was not tested'}`).join(', ')}.`);
}

/** A cancelled run has proven nothing: its members say so themselves. */
async function isOver(runId: string, { ask }: RehearsalDeps): Promise<boolean> {
  const state = textIn(await ask('GET', `/v1/verification-runs/${runId}`), 'state');
  return state === 'done' || state === 'cancelled';
}

async function membersOf(runId: string, ask: Ask): Promise<ReadonlyMap<string, Member>> {
  const members = new Map<string, Member>();
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await ask('GET', `/v1/verification-runs/${runId}/connections?limit=100${query}`);
    const items = valueIn(page, 'items');
    for (const item of Array.isArray(items) ? items : [])
      members.set(textIn(item, 'connectionId'), { outcome: textIn(item, 'outcome'), code: codeOf(textIn(item, 'code')) });
    cursor = textIn(page, 'nextCursor') || null;
  }
  return members;
}

function codeOf(text: string): string {
  return /^[a-z_]{1,40}$/.test(text) ? text : 'has no verdict';
}

function textIn(json: unknown, name: string): string {
  const value = valueIn(json, name);
  return typeof value === 'string' ? value : '';
}

function valueIn(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null ? Reflect.get(json, name) : undefined;
}
