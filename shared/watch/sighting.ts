import type { SecretNotice } from '../events/event.ts';
import type { SecretFate } from '../secrets/vault.ts';
import type { Watched } from './watch-store.ts';

/** What one look at a secret showed. `successor`: the ARN under which it was made again, or null. */
export type Sighting = { readonly kind: 'there'; readonly fate: SecretFate } | { readonly kind: 'missing'; readonly successor: string | null };
type Found = Pick<Watched, 'finding' | 'newArn'>;

/** What is to be done about a sighting, before `next` is kept. */
export type News = {
  /** Null where nothing has changed. */
  readonly next: Watched | null;
  /** A version that became AWSCURRENT since the last look. */
  readonly moved: { readonly versionId: string; readonly movedAt: string } | null;
  /** A finding that was not there at the last look. */
  readonly notice: Pick<SecretNotice, 'finding' | 'newArn'> | null;
};

const DAY_MS = 86_400_000;
const NOTHING: Found = { finding: null, newArn: null };

/** Compares a sighting with what was seen before. The first sight of a secret tells what is wrong with it, and is no move. */
export function newsOf(known: Watched | null, sighting: Sighting, nowMs: number): News {
  const found = findingOf(sighting, nowMs);
  if (known === null) return firstNews(found, { sighting, nowMs });
  const isSame = found.finding === known.finding && found.newArn === known.newArn;
  const moved = moveFrom(known.versionId, sighting, nowMs);
  const changed = { ...known, ...found, revision: known.revision + 1, ...(moved && { versionId: moved.versionId }), ...(!isSame && { since: timeOf(nowMs) }) };
  return { next: isSame && !moved ? null : changed, moved, notice: isSame ? null : noticeOf(found) };
}

function firstNews(found: Found, { sighting, nowMs }: { readonly sighting: Sighting; readonly nowMs: number }): News {
  const versionId = moveFrom(null, sighting, nowMs)?.versionId ?? null;
  return { next: { revision: 1, versionId, ...found, since: timeOf(nowMs) }, moved: null, notice: noticeOf(found) };
}

/** Where tests can read nothing now, there is no move: whatever there is when they can again, is one. */
function moveFrom(versionId: string | null, sighting: Sighting, nowMs: number): News['moved'] {
  if (sighting.kind === 'missing' || sighting.fate.deletedAt !== null) return null;
  const { currentVersionId, lastChangedAt } = sighting.fate;
  return currentVersionId === null || currentVersionId === versionId ? null : { versionId: currentVersionId, movedAt: lastChangedAt ?? timeOf(nowMs) };
}

function noticeOf({ finding, newArn }: Found): News['notice'] {
  return finding && { finding, newArn };
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

function findingOf(sighting: Sighting, nowMs: number): Found {
  if (sighting.kind === 'missing') return { finding: sighting.successor === null ? 'not_found' : 'recreated', newArn: sighting.successor };
  const { deletedAt, currentVersionId, rotationEnabled, nextRotationAt } = sighting.fate;
  if (deletedAt !== null) return { ...NOTHING, finding: 'pending_deletion' };
  if (currentVersionId === null) return { ...NOTHING, finding: 'stage_missing' };
  const isOverdue = rotationEnabled && nextRotationAt !== null && Date.parse(nextRotationAt) < nowMs - DAY_MS;
  return isOverdue ? { ...NOTHING, finding: 'rotation_overdue' } : NOTHING;
}
