import type { StorePage } from '../../../shared/connections/connection-store.ts';
import { interruptionOf } from '../../../shared/verifications/interruption.ts';
import { verificationKeyAfter, verificationKeyOf } from '../../../shared/verifications/verification-key.ts';
import type { AuditEntry, AuditFilter, AuditResult, Intent, VerificationStore } from '../../../shared/verifications/verification-store.ts';
import type { Verification } from '../../../shared/verifications/verification.ts';

type Entry = {
  readonly intent: Intent;
  readonly result: AuditResult | null;
  readonly verification: Verification | null;
  readonly leaseUntilMs?: number;
  readonly claimedMs?: number;
};
type MemoryOptions = { readonly now: () => number; readonly historyDays?: number; readonly auditDays?: number };

const DAY_MS = 86_400_000;

/** Kept as JSON, so that nobody holds what is stored. `now` in milliseconds. */
export function makeMemoryVerificationStore({ now, historyDays = 90, auditDays = 365 }: MemoryOptions): VerificationStore {
  const kept = new Map<string, string>();
  const write = (entry: Entry): void => void kept.set(verificationKeyOf(entry.intent), JSON.stringify(entry));
  const entryOf = (intent: Pick<Intent, 'id' | 'at'>): Entry | null => JSON.parse(kept.get(verificationKeyOf(intent)) ?? 'null');
  const newestFirst = (days: number): readonly Entry[] =>
    [...kept.entries()]
      .toSorted(([a], [b]) => (a < b ? 1 : -1))
      .map(([, json]): Entry => JSON.parse(json))
      .filter(({ intent, claimedMs = Date.parse(intent.at) }) => claimedMs + days * DAY_MS > now());
  const settle = (standing: Entry): 'ended' | 'held' | 'interrupted' => {
    if (standing.result) return 'ended';
    if ((standing.leaseUntilMs ?? Infinity) > now()) return 'held';
    write({ ...standing, ...interruptionOf(standing.intent) });
    return 'interrupted';
  };
  return {
    begin: async (intent) => {
      if (!entryOf(intent)) write({ intent, result: null, verification: null });
    },
    claim: async (intent, leaseUntilMs) => {
      const standing = entryOf(intent);
      if (!standing || (!standing.result && standing.leaseUntilMs === 0)) {
        write({ intent, result: null, verification: null, leaseUntilMs, claimedMs: now() });
        return 'taken';
      }
      return settle(standing);
    },
    interrupt: async (entry) => {
      const standing = entryOf(entry);
      return !standing || (!standing.result && standing.leaseUntilMs === 0) ? 'nothing' : settle(standing);
    },
    release: async (intent, leaseUntilMs) => {
      const standing = entryOf(intent);
      if (standing && !standing.result && standing.leaseUntilMs === leaseUntilMs) write({ ...standing, leaseUntilMs: 0 });
    },
    end: async (intent, result, answered) => {
      const verification = answered && unwarned(answered);
      const begun = entryOf(intent);
      if (begun?.result) return JSON.stringify([begun.result, begun.verification]) === JSON.stringify([result, verification]) ? 'ended' : 'late';
      write({ intent, ...begun, result, verification });
      return 'ended';
    },
    read: async ({ id, at, connectionId, project }) => {
      const { intent, verification } = entryOf({ id, at }) ?? {};
      const isIt = intent?.connectionId === connectionId && (connectionId !== null || intent?.project === project);
      return isIt && connectionId !== null ? (verification ?? null) : null;
    },
    history: async (connectionId, page) => {
      const { items, next } = pageOf(
        newestFirst(historyDays),
        page,
        ({ intent, verification }) => intent.connectionId === connectionId && verification !== null,
      );
      return { items: items.flatMap(({ verification }) => verification ?? []), next };
    },
    audit: async (filter, page) => {
      const { items, next } = pageOf(newestFirst(auditDays), page, (entry) => isAsked(entry, filter));
      return { items: items.map(({ intent, result }): AuditEntry => ({ ...intent, result })), next };
    },
  };
}

function isAsked({ intent }: Entry, { project, secretArn, connectionId, caller }: AuditFilter): boolean {
  return (
    intent.project === project &&
    (secretArn === undefined || intent.secrets.some(({ arn }) => arn === secretArn)) &&
    (connectionId === undefined || intent.connectionId === connectionId) &&
    (caller === undefined || intent.caller === caller)
  );
}

function pageOf(entries: readonly Entry[], { limit, after }: StorePage, isShown: (entry: Entry) => boolean) {
  const end = verificationKeyAfter(after);
  const rest = entries.filter((entry) => isShown(entry) && (end === null || verificationKeyOf(entry.intent) < end));
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, next: last && rest.length > limit ? verificationKeyOf(last.intent) : null };
}

function unwarned(answered: Verification): Verification {
  const { warnings: _, ...kept } = answered;
  return kept;
}
