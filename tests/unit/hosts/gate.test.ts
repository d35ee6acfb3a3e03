import { expect, it } from 'vitest';
import { makeHostGate } from '../../../shared/hosts/gate.ts';
import type { Admission, HostGate, HostPass } from '../../../shared/hosts/host-gate.ts';
import type { HostStore } from '../../../shared/hosts/host-store.ts';
import { makeHostLine } from '../../../shared/hosts/host-line.ts';
import { type FakeClock, makeFakeClock } from '../../helpers/fake-clock.ts';
import { makeMemoryHostStore } from '../../helpers/stores/memory-host-store.ts';

const HOST = 'jira.example.com';

type Setting = { readonly clock: FakeClock; readonly store: HostStore; readonly asked: string[]; readonly gate: () => HostGate };

/** Environments that share a store; each `gate()` is another one. */
function setting(): Setting {
  const [clock, kept, asked] = [makeFakeClock(), makeMemoryHostStore(), [] as string[]];
  const store: HostStore = {
    read: (host) => (asked.push('read'), kept.read(host)),
    write: (...write) => (asked.push('write'), kept.write(...write)),
  };
  let ids = 0;
  return { clock, store, asked, gate: () => makeHostGate({ store, now: clock.now, random: () => 0, uuid: () => `p${(ids += 1)}`, wait: clock.wait }) };
}

async function letIn(gate: HostGate, host = HOST): Promise<HostPass> {
  const admission = await gate.enter(host);
  if (admission.kind !== 'open') throw new Error(`Not let in: ${admission.kind}.`);
  return admission.pass;
}
async function answered(gate: HostGate, host = HOST): Promise<void> {
  await gate.tell(await letIn(gate, host), { kind: 'answered' });
}
async function failed(gate: HostGate): Promise<void> {
  await gate.tell(await letIn(gate), { kind: 'failed' });
}
const kindsOf = (admissions: readonly Admission[]): readonly string[] => admissions.map(({ kind }) => kind);
const entering = (gate: HostGate, count: number): readonly Promise<Admission>[] => Array.from({ length: count }, () => gate.enter(HOST));

it('a host that answers costs two writes when it is first asked, then a read a second and a write in seven and a half minutes', async () => {
  const { clock, asked, gate: environment } = setting();
  const gate = environment();
  await answered(gate);
  expect(asked.splice(0)).toEqual(['read', 'write', 'write']);
  for (let test = 0; test < 100; test += 1) await answered(gate);
  expect(asked.splice(0)).toEqual([]);
  for (let second = 0; second < 1_800; second += 1) {
    await clock.advance(1_000);
    for (let test = 0; test < 3; test += 1) await answered(gate);
  }
  expect(asked.filter((each) => each === 'read')).toHaveLength(1_800);
  expect(asked.filter((each) => each === 'write')).toHaveLength(4);
});

it('what a host did in one environment is known in the others a second later', async () => {
  const { clock, gate: environment } = setting();
  const [one, other] = [environment(), environment()];
  await answered(one);
  expect((await letIn(other)).isTry).toBe(false);
  for (let failure = 0; failure < 5; failure += 1) await failed(one);
  expect((await letIn(other)).isTry).toBe(false);
  expect((await one.enter(HOST)).kind).toBe('closed');
  await clock.advance(1_000);
  expect(await other.enter(HOST)).toEqual({ kind: 'closed', untilMs: clock.now() + 29_000 });
  await clock.advance(29_000);
  expect((await letIn(one)).isTry).toBe(true);
  expect((await other.enter(HOST)).kind).toBe('busy');
});

it('who comes while a failure is being written is let in by what is written, not by what was known', async () => {
  const { clock, store } = setting();
  const slow: HostStore = { read: (host) => store.read(host), write: (...write) => clock.wait(50).then(() => store.write(...write)) };
  const gate = makeHostGate({ store: slow, now: clock.now, random: () => 0, uuid: () => crypto.randomUUID(), wait: clock.wait });
  await clock.run(answered(gate));
  const passes = await Promise.all([letIn(gate), letIn(gate)]);
  const told = gate.tell(passes[0], { kind: 'failed' });
  expect((await clock.run(letIn(gate))).isTry).toBe(true);
  await clock.run(told);
});

it('an answer that takes its time costs no further read', async () => {
  const { clock, asked, gate: environment } = setting();
  const gate = environment();
  await answered(gate);
  asked.splice(0);
  const pass = await letIn(gate);
  await clock.advance(4_000);
  await gate.tell(pass, { kind: 'answered' });
  expect(asked).toEqual([]);
});

it('what keeps one from being let in does not keep the next', async () => {
  const { clock, store } = setting();
  let reads = 0;
  const failingOnce: HostStore = { ...store, read: async (host) => ((reads += 1) === 1 ? Promise.reject(new Error('no read')) : store.read(host)) };
  const gate = makeHostGate({ store: failingOnce, now: clock.now, random: () => 0, uuid: () => crypto.randomUUID(), wait: clock.wait });
  const [first, second] = await Promise.allSettled([gate.enter(HOST), gate.enter(HOST)]);
  expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
});

it('three at a time may ask a host from one environment, and the others are let in by turns as those leave', async () => {
  const { gate: environment } = setting();
  const gate = environment();
  await answered(gate);
  const first = await Promise.all(Array.from({ length: 3 }, () => letIn(gate)));
  const order: number[] = [];
  const waiting = Array.from({ length: 3 }, async (_, n) => {
    const pass = await letIn(gate);
    order.push(n);
    return pass;
  });
  expect((await letIn(gate, 'other.example.com')).isTry).toBe(true);
  expect(order).toEqual([]);
  for (let n = 0; n < 3; n += 1) {
    await gate.tell(first[n]!, { kind: 'answered' });
    await waiting[n];
    expect(order).toEqual([0, 1, 2].slice(0, n + 1));
  }
  const late = letIn(gate);
  for (const pass of await Promise.all(waiting)) await gate.tell(pass, { kind: 'answered' });
  await gate.tell(await late, { kind: 'answered' });
});

it('whoever comes at the moment that a place is free does not get in before those who wait', async () => {
  const { clock } = setting();
  const line = makeHostLine({ now: clock.now, wait: clock.wait, mostInsideMs: 25_000 });
  for (const id of ['a', 'b', 'c']) expect(await line.take(HOST, id)).toBeNull();
  const waiting = line.take(HOST, 'd');
  line.leave(HOST, 'a');
  const late = line.take(HOST, 'e');
  expect(await waiting).toBeNull();
  await clock.advance(2_000);
  expect(await late).toBe(clock.now() + 1_000);
});

it('who has waited two seconds is to come again, one after the other as fast as the host answers', async () => {
  const { clock, gate: environment } = setting();
  const gate = environment();
  await answered(gate);
  const inside = await Promise.all(Array.from({ length: 3 }, () => letIn(gate)));
  await clock.advance(600);
  await gate.tell(inside[0]!, { kind: 'answered' });
  await letIn(gate);
  const waiting = entering(gate, 1_000);
  await clock.advance(2_000);
  const until = (await Promise.all(waiting)).map((each) => (each.kind === 'busy' ? each.untilMs - clock.now() : 0));
  expect(until.slice(0, 3)).toEqual([1_000, 1_200, 1_400]);
  expect(until.at(-1)).toBe(120_000);
  // Nobody has kept a place in the line.
  await gate.tell(inside[1]!, { kind: 'answered' });
  expect((await gate.enter(HOST)).kind).toBe('open');
});

it('whoever never tells loses its place after 25 seconds, and its try after 20', async () => {
  const { clock, gate: environment } = setting();
  const gate = environment();
  const asked = entering(gate, 5);
  await clock.advance(2_000);
  expect(kindsOf(await Promise.all(asked))).toEqual(['open', 'open', 'open', 'busy', 'busy']);
  await clock.advance(18_000);
  const [sixth, elsewhere] = [gate.enter(HOST), environment()];
  expect((await letIn(elsewhere)).isTry).toBe(true);
  await clock.advance(2_000);
  expect((await sixth).kind).toBe('busy');
  await clock.advance(3_001);
  expect((await letIn(gate)).isTry).toBe(true);
});

it('a gate that cannot be asked lets nobody in and keeps no place; one that cannot be told is as if it had not been', async () => {
  const { clock, store } = setting();
  const broken = { read: false, write: false };
  const gate = makeHostGate({
    store: {
      read: async (host) => (broken.read ? Promise.reject(new Error('no read')) : store.read(host)),
      write: async (...write) => (broken.write ? Promise.reject(new Error('no write')) : store.write(...write)),
    },
    now: clock.now,
    random: () => 0,
    uuid: () => crypto.randomUUID(),
    wait: clock.wait,
  });
  broken.read = true;
  for (let test = 0; test < 10; test += 1) await expect(gate.enter(HOST)).rejects.toThrow('no read');
  Object.assign(broken, { read: false, write: true });
  for (let test = 0; test < 10; test += 1) await expect(gate.enter(HOST)).rejects.toThrow('no write');
  broken.write = false;
  const pass = await letIn(gate);
  broken.write = true;
  await expect(gate.tell(pass, { kind: 'failed' })).resolves.toBeUndefined();
  broken.write = false;
  expect(await store.read(HOST)).toMatchObject({ failures: 0, tries: [{ id: pass.id }] });
  expect(kindsOf(await Promise.all(entering(gate, 3)))).toEqual(['open', 'open', 'busy']);
});

it('two thousand hosts are remembered for the moment, and no more', async () => {
  const { asked, gate: environment } = setting();
  const gate = environment();
  for (let n = 0; n <= 2_000; n += 1) await answered(gate, `${n}.example.com`);
  asked.splice(0);
  await answered(gate, '1.example.com');
  expect(asked).toEqual([]);
  await answered(gate, '0.example.com');
  expect(asked).toEqual(['read']);
});

it('a name of more than 255 characters is as long as that', async () => {
  const { gate: environment } = setting();
  expect((await letIn(environment(), 'x'.repeat(300))).host).toBe('x'.repeat(255));
});

it('a host that answered late is slow, in the other environments a second later, until it has answered quickly ten times in a row', async () => {
  const { clock, gate: environment } = setting();
  const [one, other] = [environment(), environment()];
  const late = async (): Promise<void> => one.tell(await letIn(one), { kind: 'late' });
  await answered(one);
  expect([await one.isSlow(HOST), await other.isSlow(HOST)]).toEqual([false, false]);
  await late();
  expect([await one.isSlow(HOST), await other.isSlow(HOST), await one.isSlow(`${HOST}:8443`)]).toEqual([true, false, false]);
  await clock.advance(1_000);
  expect(await other.isSlow(HOST)).toBe(true);
  for (let quick = 0; quick < 9; quick += 1) await answered(quick % 2 === 0 ? one : other);
  await late();
  for (let quick = 0; quick < 9; quick += 1) await answered(quick % 2 === 0 ? one : other);
  expect(await one.isSlow(HOST)).toBe(true);
  await answered(one);
  expect(await one.isSlow(HOST)).toBe(false);
});

it('a host that is slow costs no more writes than another', async () => {
  const { clock, asked, gate: environment } = setting();
  const gate = environment();
  for (let second = 0; second < 600; second += 1) {
    await gate.tell(await letIn(gate), { kind: 'late' });
    await clock.advance(1_000);
  }
  expect(asked.filter((each) => each === 'write')).toHaveLength(3);
});
