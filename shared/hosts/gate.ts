import type { HostGate, HostPass, HostSign } from './host-gate.ts';
import { current, isSlow, LEASE_MS, SKEW_MS } from './host-limits.ts';
import { makeHostLine } from './host-line.ts';
import { standingAfter } from './host-outcome.ts';
import { BUSY_MS, type HostRuling, ruleOn } from './host-rule.ts';
import { hostKey, type HostStore } from './host-store.ts';
import { type KnownHosts, makeKnownHosts } from './known-hosts.ts';
import { makeTurns } from './turns.ts';

/** `now` in milliseconds; `random` from 0 up to 1. */
export type HostGateDeps = {
  readonly store: HostStore;
  readonly now: () => number;
  readonly random: () => number;
  readonly uuid: () => string;
  readonly wait: (ms: number) => Promise<void>;
};
type Told = { readonly pass: HostPass; readonly sign: HostSign };

const FRESH_MS = 1_000;
/** Each round that is lost is a write of somebody else's. */
const ROUNDS = 10;

/** One for all tests of an environment. A host that answers costs a read a second at most, and a write in some minutes. */
export function makeHostGate(deps: HostGateDeps): HostGate {
  const known = makeKnownHosts(deps.store, deps.now);
  const line = makeHostLine({ now: deps.now, wait: deps.wait, mostInsideMs: LEASE_MS + SKEW_MS });
  // What has just been told is written before the next one is let in by what was known before.
  const inTurn = makeTurns();
  return {
    enter: async (label) => {
      const [host, id] = [hostKey(label), deps.uuid()];
      const comeAgainMs = await line.take(host, id);
      if (comeAgainMs !== null) return { kind: 'busy', untilMs: comeAgainMs };
      let ruling: HostRuling | null = null;
      try {
        ruling = await inTurn(host, () => rule(known, { host, id }, deps));
      } finally {
        if (ruling?.kind !== 'open') line.leave(host, id);
      }
      return ruling.kind === 'open' ? { kind: 'open', pass: { host, id, isTry: ruling.isTry } } : ruling;
    },
    tell: async (pass, sign) => {
      await inTurn(pass.host, () => conclude(known, { pass, sign }, deps)).catch(() => null);
      line.leave(pass.host, pass.id);
    },
    isSlow: async (label) => isSlow(current(await known.read(hostKey(label), FRESH_MS), deps.now()), deps.now()),
  };
}

async function rule(known: KnownHosts, { host, id }: Omit<HostPass, 'isTry'>, { now }: HostGateDeps): Promise<HostRuling> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const standing = await known.read(host, FRESH_MS);
    const ruling = ruleOn(standing, { id, nowMs: now() });
    // What was known for a second decides too, where it is to be written: the store takes it only if it still is so.
    if (ruling.kind !== 'open' || !ruling.next || (await known.write(host, ruling.next, standing?.revision ?? 0))) return ruling;
  }
  return { kind: 'busy', untilMs: now() + BUSY_MS };
}

async function conclude(known: KnownHosts, { pass, sign }: Told, { now, random }: HostGateDeps): Promise<void> {
  // Whoever was let in without ado has no news if it was answered, by what was known then: no further read for that.
  const maxAgeMs = sign.kind === 'answered' && !pass.isTry ? Infinity : FRESH_MS;
  for (let round = 0; round < ROUNDS; round += 1) {
    const standing = await known.read(pass.host, maxAgeMs);
    const next = standingAfter(standing, { id: pass.id, nowMs: now(), random: random() }, sign);
    if (!next || (await known.write(pass.host, next, standing?.revision ?? 0))) return;
  }
}
