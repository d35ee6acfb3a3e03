import { randomUUID } from 'node:crypto';
import type { CheckDeps } from './connections/check-connection.ts';
import { makeCatalogue } from './connectors/catalogue.ts';
import type { BuildDeps } from './connectors/build-request.ts';
import type { Settings } from './config.ts';
import { bind, type Binding, type BindingRequest } from './egress/bind.ts';
import type { OutgoingRequest, TargetResponse } from './egress/exchange.ts';
import { guard, type GuardedTarget, type GuardRequest } from './egress/guard.ts';
import { probe } from './egress/probe.ts';
import { resolveHost } from './egress/resolve-host.ts';
import { type FetchedSecrets, makeVaults } from './secrets/vault.ts';
import type { RecorderClock } from './verifications/recorder.ts';

export type VerifyDeps = CheckDeps &
  BuildDeps &
  RecorderClock & {
    readonly bind: (request: BindingRequest) => Promise<Binding>;
    readonly fetchSecrets: (binding: Binding, options?: { readonly fresh: boolean }) => Promise<FetchedSecrets>;
    readonly guard: (request: GuardRequest) => Promise<GuardedTarget>;
    readonly probe: (target: GuardedTarget, request: OutgoingRequest) => Promise<TargetResponse>;
  };

const DEADLINE_MS = 10_000;
const LIMITS = { connectMs: 3_000, responseMs: 5_000, bodyBytes: 64 * 1024, headerBytes: 16 * 1024 };

/** What a function keeps between requests: clients, sessions and caches, built once at cold start. */
export function makeVerifyDeps(settings: Settings): (project: string) => VerifyDeps {
  const catalogue = makeCatalogue();
  const vaults = makeVaults({ now: Date.now, random: Math.random });
  return (project) => {
    const vault = vaults.vaultFor({ ...settings.reader, workspace: settings.workspace, project });
    const endsAt = performance.now() + DEADLINE_MS;
    return {
      catalogue,
      scope: settings.scope,
      now: Date.now,
      elapsedMs: () => performance.now(),
      uuid: randomUUID,
      bind: (request) => bind(request, { tagsOf: (arn, options) => vault.tagsOf(arn, options), untagged: settings.untagged, now: Date.now }),
      fetchSecrets: (binding, options) => vault.fetchSecrets(binding.masks, options),
      guard: (request) => guard(request, { policy: settings.egress, resolve: resolveHost }),
      probe: (target, request) => probe(target, request, { ...LIMITS, deadlineMs: endsAt - performance.now() }),
    };
  };
}
