import { randomUUID } from 'node:crypto';
import type { CheckDeps } from './connections/check-connection.ts';
import type { BuildDeps } from './connectors/build-request.ts';
import { bind, type Binding, type BindingRequest } from './egress/bind.ts';
import type { OutgoingRequest, TargetResponse } from './egress/exchange.ts';
import { type EgressPolicy, guard, type GuardedTarget, type GuardRequest } from './egress/guard.ts';
import { probe } from './egress/probe.ts';
import { resolveHost } from './egress/resolve-host.ts';
import { type Journal, journalOf, type TestOf } from './journal.ts';
import type { OpenStore, StoreOpener } from './open-store.ts';
import type { FetchedSecrets } from './secrets/vault.ts';
import { untaggedOf } from './settings/effective-store.ts';
import type { RecorderClock } from './verifications/recorder.ts';
import type { VerificationStore } from './verifications/verification-store.ts';

export type VerifyDeps = CheckDeps &
  BuildDeps &
  RecorderClock &
  Journal & {
    /** @throws ResolverError · RequestError `arn_out_of_scope` for a mask that is not in the store's scope */
    readonly bind: (request: BindingRequest) => Promise<Binding>;
    readonly fetchSecrets: (binding: Binding, options?: { readonly fresh: boolean }) => Promise<FetchedSecrets>;
    readonly guard: (request: GuardRequest) => Promise<GuardedTarget>;
    readonly probe: (target: GuardedTarget, request: OutgoingRequest) => Promise<TargetResponse>;
  };

type MakerDeps = {
  readonly check: CheckDeps;
  readonly egress: EgressPolicy;
  readonly verifications: Pick<VerificationStore, 'begin' | 'end'>;
  readonly openStore: StoreOpener;
};

const DEADLINE_MS = 10_000;
const LIMITS = { connectMs: 3_000, responseMs: 5_000, bodyBytes: 64 * 1024, headerBytes: 16 * 1024 };

/** What one test rests on. The store is opened once for it, when its masks are known to be well-formed. */
export function makeVerifyDeps({ check, egress, verifications, openStore }: MakerDeps): (test: TestOf) => VerifyDeps {
  return (test) => {
    const endsAt = performance.now() + DEADLINE_MS;
    let opened: OpenStore | null = null;
    const open = (): OpenStore => {
      if (opened === null) throw new Error('A secret is asked for before its store was opened.');
      return opened;
    };
    return {
      ...check,
      ...journalOf(verifications, test),
      now: Date.now,
      elapsedMs: () => performance.now(),
      uuid: randomUUID,
      bind: async (request) => {
        opened = await openStore(test.project, request.masks);
        const { store, vault } = opened;
        return bind(request, { tagsOf: (arn, options) => vault.tagsOf(arn, options), untagged: untaggedOf(store), now: Date.now });
      },
      fetchSecrets: (binding, options) => open().vault.fetchSecrets(binding.masks, options),
      guard: (request) => guard(request, { policy: egress, resolve: resolveHost }),
      probe: (target, request) =>
        probe(target, request, { ...LIMITS, deadlineMs: endsAt - performance.now(), certificateAuthority: open().store.certificateAuthority }),
    };
  };
}
