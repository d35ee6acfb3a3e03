import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { AttemptBudget } from './attempts/attempts.ts';
import type { Terms } from './attempts/attempt-budget.ts';
import { type WithinBudget, withinBudget } from './attempts/within-budget.ts';
import type { CheckDeps } from './connections/check-connection.ts';
import type { BuildDeps } from './connectors/build-request.ts';
import { bind, type Binding, type BindingRequest } from './egress/bind.ts';
import { isLogin, type Outgoing, type TargetAnswer } from './egress/exchange.ts';
import { type EgressPolicy, guard, type GuardedTarget, type GuardRequest } from './egress/guard.ts';
import { probe, type ProbeLimits } from './egress/probe.ts';
import { hostLabel } from './egress/parse-destination.ts';
import { resolveHost } from './egress/resolve-host.ts';
import type { Journal } from './journal.ts';
import { logFailure } from './log.ts';
import type { LocatedMask } from './masks/secret-reference.ts';
import type { OpenStore, StoreOpener } from './open-store.ts';
import { namingSuccessor } from './secrets/naming-successor.ts';
import type { StageChoice } from './secrets/stage-choice.ts';
import type { FetchedSecrets } from './secrets/vault.ts';
import { untaggedOf } from './settings/effective-store.ts';
import type { Entry, RecorderClock } from './verifications/recorder.ts';

/** How a request gets out. */
export type Sending = {
  readonly guard: (request: GuardRequest) => Promise<GuardedTarget>;
  readonly probe: (target: GuardedTarget, outgoing: Outgoing) => Promise<TargetAnswer>;
};

export type VerifyDeps = CheckDeps &
  BuildDeps &
  RecorderClock &
  Journal &
  Sending & {
    /** @throws ResolverError · RequestError `arn_out_of_scope` for a mask that is not in the store's scope */
    readonly bind: (request: BindingRequest) => Promise<Binding>;
    readonly fetchSecrets: (binding: Binding, options?: { readonly fresh: boolean }) => Promise<FetchedSecrets>;
    readonly withinBudget: WithinBudget;
  };

/** What is particular to one test. */
export type TestTerms = {
  readonly project: string;
  readonly requestId: string;
  readonly journal: Journal;
  /** What its credentials' attempts are counted by. */
  readonly budget: Omit<Terms, 'lockout'>;
  /** Told of the hosts of a test before its store is opened; throws where they are not to be asked now. */
  readonly admit?: (hosts: readonly string[]) => Promise<void>;
  /** `current` where nothing is said. */
  readonly stage?: StageChoice | undefined;
  /** Where another may come to carry out the same test: the entry is the same for all of them, and it may be put off. */
  readonly entry?: Entry | undefined;
};

type MakerDeps = {
  readonly check: CheckDeps;
  readonly egress: EgressPolicy;
  readonly openStore: StoreOpener;
  readonly attempts: AttemptBudget;
  /** What tests go through that nobody waits for; others are sent at once. */
  readonly around?: (sending: Sending, mayRetry: () => boolean) => Sending;
};

const DEADLINE_MS = 10_000;
/** What a second request may need. */
const RETRY_MS = 2_000;
const LIMITS = { connectMs: 3_000, responseMs: 5_000, bodyBytes: 64 * 1024, headerBytes: 16 * 1024 };

/** What one test rests on. The store is opened once for it, when its masks are known to be well-formed. */
export function makeVerifyDeps({ check, egress, openStore, attempts, around = (sending) => sending }: MakerDeps): (test: TestTerms) => VerifyDeps {
  return ({ project, requestId, journal, budget, admit, stage = 'current', entry }) => {
    const endsAt = performance.now() + DEADLINE_MS;
    let opened: OpenStore | null = null;
    const open = (): OpenStore => {
      if (opened === null) throw new Error('A secret is asked for before its store was opened.');
      return opened;
    };
    const remainingMs = (): number => endsAt - performance.now();
    const sending: Sending = {
      guard: (request) => guard(request, { policy: egress, resolve: resolveHost }),
      probe: (target, outgoing) => send(target, outgoing, { ...LIMITS, deadlineMs: remainingMs(), certificateAuthority: open().store.certificateAuthority }),
    };
    const successorOf = (arn: string): Promise<string | null> => open().vault.successorOf(arn);
    const onFailure = (error: unknown): void => logFailure(error, requestId);
    return {
      ...check,
      ...journal,
      now: Date.now,
      elapsedMs: () => performance.now(),
      uuid: randomUUID,
      entry,
      bind: async (request) => {
        await admit?.([...new Set(request.destinations.map(hostLabel))]);
        opened = await openStore(project, request.masks);
        const { store, vault } = opened;
        const rules = {
          tagsOf: (arn: string, options?: { readonly fresh?: boolean }) => vault.tagsOf(arn, options),
          untagged: untaggedOf(store),
          now: Date.now,
        };
        return namingSuccessor(() => bind(request, rules), { ...request, successorOf });
      },
      fetchSecrets: (binding, options) => namingSuccessor(() => fetchAt(stage, { masks: binding.masks, ...options }, open()), { ...binding, successorOf }),
      withinBudget: withinBudget({ budget: attempts, terms: budget, now: Date.now, wait, mayDefer: entry !== undefined, onFailure }),
      ...around(sending, () => remainingMs() > RETRY_MS),
    };
  };
}

/** Drivers of wire protocols are loaded when one is spoken. */
async function send(target: GuardedTarget, outgoing: Outgoing, limits: ProbeLimits): Promise<TargetAnswer> {
  if (!isLogin(outgoing)) return probe(target, outgoing, limits);
  const { logIn } = await import('./wire/log-in.ts');
  return logIn(target, outgoing, limits);
}

type Fetch = { readonly masks: readonly LocatedMask[]; readonly fresh?: boolean };

/** Rehearsals are rare: what they take stays out of the entry that every cold start reads. */
async function fetchAt(stage: StageChoice, { masks, ...options }: Fetch, vaults: OpenStore): Promise<FetchedSecrets> {
  if (stage === 'current') return vaults.vault.fetchSecrets(masks, options);
  const { fetchStaged } = await import('./secrets/fetch-staged.ts');
  return fetchStaged(masks, stage, { ...options, vaults });
}
