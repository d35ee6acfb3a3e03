import { expect } from 'vitest';
import { makeHostGate } from '../../shared/hosts/gate.ts';
import type { Admission, HostGate, HostPass } from '../../shared/hosts/host-gate.ts';
import type { HostStanding, HostStore } from '../../shared/hosts/host-store.ts';
import type { FakeClock } from '../helpers/fake-clock.ts';

export type HostSetting = { readonly store: HostStore; readonly clock: FakeClock };
type HostCase = { readonly title: string; readonly run: (setting: HostSetting) => Promise<void> };

export const HOST = 'jira.example.com:8443';
const KEPT: HostStanding = {
  revision: 1,
  answeredAtMs: 400,
  failures: 6,
  failedBy: 'a',
  closedUntilMs: 90_000,
  tries: [{ id: 'b', untilMs: 1_000 }],
  triedAtMs: [100, 500],
  slowUntilMs: 700,
  quickAnswers: 3,
  expiresAt: 90_000,
};

/** One of several environments. */
export function gateOf({ store, clock }: HostSetting): HostGate {
  return makeHostGate({ store, now: clock.now, random: () => 0, uuid: () => crypto.randomUUID(), wait: clock.wait });
}
/** @throws Error where it is not let in */
export async function letIn(gate: HostGate): Promise<HostPass> {
  const admission = await gate.enter(HOST);
  if (admission.kind !== 'open') throw new Error(`Not let in: ${admission.kind}.`);
  return admission.pass;
}
/** How many were let in, and how many not. */
function kindsOf(admissions: readonly Admission[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind } of admissions) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
const enterAll = (gates: readonly HostGate[]): Promise<readonly Admission[]> => Promise.all(gates.map((gate) => gate.enter(HOST)));
const passesOf = (admissions: readonly Admission[]): readonly HostPass[] => admissions.flatMap((each) => (each.kind === 'open' ? [each.pass] : []));

export const HOST_STORE_CASES: readonly HostCase[] = [
  {
    title: 'what is written is read as it is, and another host or port has nothing',
    run: async ({ store }) => {
      expect(await store.read(HOST)).toBeNull();
      expect(await store.write(HOST, KEPT, 0)).toBe(true);
      expect([await store.read(HOST), await store.read('jira.example.com')]).toEqual([KEPT, null]);
    },
  },
  {
    title: 'a write is made only on the revision that it expects',
    run: async ({ store }) => {
      expect(await store.write(HOST, KEPT, 1)).toBe(false);
      await store.write(HOST, KEPT, 0);
      for (const expected of [0, 2]) expect(await store.write(HOST, { ...KEPT, revision: 9 }, expected)).toBe(false);
      const next = { ...KEPT, revision: 2, answeredAtMs: null, failedBy: null, tries: [], triedAtMs: [] };
      expect(await store.write(HOST, next, 1)).toBe(true);
      expect(await store.read(HOST)).toEqual(next);
      const writes = await Promise.all(Array.from({ length: 10 }, (_, n) => store.write(HOST, { ...KEPT, revision: 3, failures: n }, 2)));
      expect(writes.filter(Boolean)).toHaveLength(1);
      expect((await store.read(HOST))?.failures).toBe(writes.indexOf(true));
    },
  },
  {
    title: 'a name is told apart by its first 255 characters',
    run: async ({ store }) => {
      const long = `${'x'.repeat(254)}.example.com:8443`;
      expect(await store.write(long, KEPT, 0)).toBe(true);
      expect(await store.read(`${long.slice(0, 255)}:9443`)).toEqual(KEPT);
      expect(await store.read(`y${long}`)).toBeNull();
    },
  },
  {
    title: 'of ten environments that ask at once for a host that nobody knows three may; when one is answered, all may',
    run: async (setting) => {
      const gates = Array.from({ length: 10 }, () => gateOf(setting));
      const asked = await enterAll(gates);
      expect(kindsOf(asked)).toEqual({ open: 3, busy: 7 });
      const [index, pass] = [asked.findIndex(({ kind }) => kind === 'open'), passesOf(asked)[0]!];
      await gates[index]!.tell(pass, { kind: 'answered' });
      await setting.clock.advance(1_000);
      const then = await enterAll(gates);
      expect(kindsOf(then)).toEqual({ open: 10 });
      expect(passesOf(then).filter(({ isTry }) => isTry)).toEqual([]);
    },
  },
  {
    title: 'five failures at once close a host for half a minute in every environment; then one tries it, and its answer opens it',
    run: async (setting) => {
      const gates = Array.from({ length: 5 }, () => gateOf(setting));
      await gates[0]!.tell(await letIn(gates[0]!), { kind: 'answered' });
      const sent = await Promise.all(gates.map(async (gate) => ({ gate, pass: await letIn(gate) })));
      await Promise.all(sent.map(({ gate, pass }) => gate.tell(pass, { kind: 'failed' })));
      await setting.clock.advance(1_000);
      expect(await enterAll(gates)).toEqual(gates.map(() => ({ kind: 'closed', untilMs: setting.clock.now() + 29_000 })));
      await setting.clock.advance(29_000);
      const asked = await enterAll(gates);
      expect(kindsOf(asked)).toEqual({ open: 1, busy: 4 });
      await gates[asked.findIndex(({ kind }) => kind === 'open')]!.tell(passesOf(asked)[0]!, { kind: 'answered' });
      await setting.clock.advance(1_000);
      expect(kindsOf(await enterAll(gates))).toEqual({ open: 5 });
    },
  },
  {
    title: 'a host that asks for ten minutes is left alone by all, though others are answered meanwhile',
    run: async (setting) => {
      const [one, other] = [gateOf(setting), gateOf(setting)];
      await one.tell(await letIn(one), { kind: 'answered' });
      const [asking, late] = [await letIn(one), await letIn(other)];
      await one.tell(asking, { kind: 'closed', retryAfterMs: 600_000 });
      await other.tell(late, { kind: 'answered' });
      await setting.clock.advance(1_000);
      for (const gate of [one, other]) expect(await gate.enter(HOST)).toEqual({ kind: 'closed', untilMs: setting.clock.now() + 599_000 });
      await setting.clock.advance(599_000);
      expect((await letIn(other)).isTry).toBe(true);
    },
  },
];
