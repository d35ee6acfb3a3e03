import { describe, expect, it } from 'vitest';
import { type DispatchDeps, dispatchDue } from '../../../shared/runs/dispatch.ts';
import type { Addressed, Queue, QueueMessage } from '../../../shared/runs/queue.ts';
import { makeMemoryConnectionStore } from '../../helpers/stores/memory-connection-store.ts';
import { makeMemoryQueue, type MemoryQueue } from '../../helpers/stores/memory-queue.ts';
import { makeMemorySettingsStore } from '../../helpers/stores/memory-settings-store.ts';
import { storedConnection } from '../../helpers/stores/stored-connections.ts';

const MINUTE_MS = 60_000;
const START_MINUTE = Date.UTC(2026, 10, 23, 12) / MINUTE_MS;
const LEASE_MS = 90_000;

type Fleet = { readonly size: number; readonly every?: string; readonly secrets?: (n: number) => readonly string[] };

/** A dispatcher, and connections whose periods are entered, at noon. */
async function dispatcher({ size, every = 'PT15M', secrets = (n) => [`secret-${n}`] }: Fleet, minutes: readonly number[] = [15]) {
  const clock = { nowMs: START_MINUTE * MINUTE_MS };
  const now = (): number => clock.nowMs;
  const [settings, connections, queue] = [makeMemorySettingsStore({ now }), makeMemoryConnectionStore(), makeMemoryQueue({ now })];
  for (const each of minutes) await settings.addPeriod(each);
  for (let n = 0; n < size; n += 1) await connections.create(storedConnection({ secrets: secrets(n), schedule: { every, enabled: true } }));
  const waits: number[] = [];
  const deps: DispatchDeps = { settings, connections, queue, now, remainingMs: () => 60_000, wait: async (ms) => void waits.push(ms) };
  const passMinutes = (count: number): void => void (clock.nowMs += count * MINUTE_MS);
  return {
    deps: { ...deps, connections },
    clock,
    queue,
    waits,
    passMinutes,
    tick: (changes: Partial<DispatchDeps> = {}) => dispatchDue({ ...deps, ...changes }),
  };
}

/** All that lies in the queue, taken out of it. */
function drained(queue: MemoryQueue): readonly QueueMessage[] {
  const messages: QueueMessage[] = [];
  for (let some = queue.receive(10); some.length > 0; some = queue.receive(10))
    for (const { body, receipt } of some) {
      messages.push(JSON.parse(body));
      queue.remove(receipt);
    }
  return messages;
}

const keyOf = (message: QueueMessage): string => (message.kind === 'scheduled' ? `${message.connectionId} ${message.window}` : '');
const connectionsIn = (messages: readonly QueueMessage[]): number => new Set(messages.map(({ connectionId }) => connectionId)).size;
const distinct = (messages: readonly QueueMessage[]): number => new Set(messages.map(keyOf)).size;

/** Takes so many batches, and then never answers again: its process was killed. */
function dyingAfter(queue: Queue, batches: number): { readonly queue: Queue; readonly died: Promise<void> } {
  let left = batches;
  let die = (): void => {};
  const died = new Promise<void>((resolve) => (die = resolve));
  const send = async (messages: readonly Addressed[]): Promise<readonly Addressed[]> => {
    if (left === 0) die();
    if (left === 0) return new Promise(() => {});
    left -= 1;
    return queue.send(messages);
  };
  return { queue: { send }, died };
}

describe('5,000 connections every 15 minutes', () => {
  it('are spread over the minutes, and each comes once a window', async () => {
    const { tick, queue, passMinutes } = await dispatcher({ size: 5_000 });
    const counts: number[] = [];
    const all: QueueMessage[] = [];
    for (let minute = 0; minute < 30; minute += 1, passMinutes(1)) {
      expect((await tick())?.end).toBe('done');
      const messages = drained(queue);
      counts.push(messages.length);
      all.push(...messages);
    }
    const mean = all.length / counts.length;
    console.info(
      `5,000 connections every 15 minutes: mean ${mean.toFixed(0)} a minute, most ${Math.max(...counts)} (${(Math.max(...counts) / mean).toFixed(2)})`,
    );
    expect([all.length, distinct(all), connectionsIn(all)]).toEqual([10_000, 10_000, 5_000]);
    expect(Math.max(...counts) / mean).toBeLessThan(1.35);
    expect(counts.slice(0, 15)).toEqual(counts.slice(15));
  });

  it('of which 50 share each secret come secret by secret', async () => {
    const { tick, queue, passMinutes } = await dispatcher({ size: 5_000, secrets: (n) => [`secret-${n % 100}`] });
    const counts: number[] = [];
    for (let minute = 0; minute < 15; minute += 1, passMinutes(1)) {
      await tick();
      counts.push(drained(queue).length);
    }
    expect(counts.every((count) => count % 50 === 0)).toBe(true);
    expect(counts.reduce((sum, count) => sum + count)).toBe(5_000);
  });

  it('come once in all after an outage of three hours', async () => {
    const { tick, queue, passMinutes } = await dispatcher({ size: 5_000 });
    await tick();
    const before = drained(queue);
    passMinutes(180);
    expect(await tick()).toMatchObject({ from: START_MINUTE + 1, through: START_MINUTE + 180, doneThrough: START_MINUTE + 180, sent: 5_000, end: 'done' });
    const caughtUp = drained(queue);
    expect([caughtUp.length, connectionsIn(caughtUp)]).toEqual([5_000, 5_000]);
    const windows = caughtUp.map((message) => (message.kind === 'scheduled' ? message.window : 0));
    const current = Math.floor((START_MINUTE + 180) / 15);
    expect(windows.filter((window) => window !== current && window !== current - 1)).toEqual([]);
    const after: QueueMessage[] = [];
    for (let minute = 0; minute < 15; minute += 1) {
      passMinutes(1);
      await tick();
      after.push(...drained(queue));
    }
    expect([after.length, distinct([...before, ...caughtUp, ...after])]).toEqual([5_000, before.length + 10_000]);
  });
});

it('messages hold ids alone', async () => {
  const { tick, queue, passMinutes } = await dispatcher({ size: 1 });
  for (let minute = 0; minute < 15; minute += 1, passMinutes(1)) await tick();
  const [message, ...others] = drained(queue);
  expect(others).toEqual([]);
  expect(message).toEqual({ v: 1, kind: 'scheduled', connectionId: expect.stringMatching(/^con_[0-9a-f]{32}$/), window: expect.any(Number), everyMinutes: 15 });
});

it('each message takes the share of the project of its connection', async () => {
  const { tick, deps, passMinutes } = await dispatcher({ size: 0 });
  const connections = ['alpha', 'beta', 'beta'].map((project) => storedConnection({ project, schedule: { every: 'PT15M', enabled: true } }));
  for (const connection of connections) await deps.connections.create(connection);
  const sent: Addressed[] = [];
  const queue: Queue = { send: async (messages) => (sent.push(...messages), []) };
  for (let minute = 0; minute < 15; minute += 1, passMinutes(1)) await tick({ queue });
  const shares = sent.map(({ message, project }) => `${message.connectionId} ${project}`);
  expect(shares.toSorted()).toEqual(connections.map(({ id, project }) => `${id} ${project}`).toSorted());
});

it('twenty ticks of one minute at the same time, and one more later, send nothing twice', async () => {
  const { tick, queue } = await dispatcher({ size: 1_000, every: 'PT5M' }, [5]);
  const ended = await Promise.all(Array.from({ length: 20 }, () => tick()));
  expect(ended.filter((each) => each !== null)).toHaveLength(1);
  expect(await tick()).toBeNull();
  const messages = drained(queue);
  expect(messages.length).toBeGreaterThan(100);
  expect(distinct(messages)).toBe(messages.length);
});

it('a dispatcher that is killed after half of its batches is taken over, and all is sent again', async () => {
  const { tick, queue, passMinutes, clock } = await dispatcher({ size: 1_000, secrets: () => ['one'] });
  const offset = await minuteOf(tick, queue, passMinutes);
  passMinutes(15 - 1);
  await tick();
  expect(drained(queue)).toEqual([]);
  passMinutes(1);
  const dying = dyingAfter(queue, 50);
  void tick({ queue: dying.queue });
  await dying.died;
  expect(queue.size).toBe(500);
  clock.nowMs += LEASE_MS - 1;
  expect(await tick()).toBeNull();
  clock.nowMs += 1;
  const heir = await tick();
  expect(heir).toMatchObject({ from: offset + 15, sent: 1_000, end: 'done' });
  const messages = drained(queue);
  expect([messages.length, distinct(messages)]).toEqual([1_500, 1_000]);
  passMinutes(1);
  await tick();
  expect(drained(queue)).toEqual([]);
});

/** Ticks until the only slot of a fleet was due; that minute. */
async function minuteOf(tick: () => ReturnType<typeof dispatchDue>, queue: MemoryQueue, passMinutes: (count: number) => void): Promise<number> {
  for (let turn = 0; turn < 60; turn += 1, passMinutes(1)) {
    const ended = await tick();
    if (drained(queue).length > 0) return ended!.through;
  }
  throw new Error('No slot of the fleet was due within an hour.');
}

describe('messages the queue does not take', () => {
  it('are sent again, alone', async () => {
    const { deps, clock } = await dispatcher({ size: 300, secrets: () => ['one'] });
    const refusedOnce = new Set<string>();
    const isRefused = ({ connectionId }: QueueMessage): boolean => {
      if (refusedOnce.size >= 25 || refusedOnce.has(connectionId)) return false;
      refusedOnce.add(connectionId);
      return true;
    };
    const queue = makeMemoryQueue({ now: deps.now, isRefused });
    clock.nowMs += 15 * MINUTE_MS;
    let sent = 0;
    for (let minute = 0; minute < 15; minute += 1, clock.nowMs += MINUTE_MS) sent += (await dispatchDue({ ...deps, queue }))?.sent ?? 0;
    const messages = drained(queue);
    expect([refusedOnce.size, sent, messages.length, distinct(messages)]).toEqual([25, 300, 300, 300]);
  });

  it.each(['refuses', 'throws'])('after three attempts (it %s) leave their minute unfinished, and the next tick begins with it', async (manner) => {
    const { tick, queue, waits, passMinutes } = await dispatcher({ size: 100, secrets: () => ['one'] });
    const due = await minuteOf(tick, queue, passMinutes);
    passMinutes(17);
    let isDown = true;
    let calls = 0;
    const send = async (messages: readonly Addressed[]): Promise<readonly Addressed[]> => {
      calls += 1;
      if (isDown && manner === 'throws') throw new Error('down');
      return isDown ? messages : queue.send(messages);
    };
    expect(await tick({ queue: { send } })).toMatchObject({ from: due + 1, through: due + 17, doneThrough: due + 14, sent: 0, end: 'queue_failed' });
    expect([calls, waits]).toEqual([30, [100, 200]]);
    isDown = false;
    expect(await tick({ queue: { send } })).toMatchObject({ from: due + 15, doneThrough: due + 17, sent: 100, end: 'done' });
    expect(distinct(drained(queue))).toBe(100);
  });
});

it('what cannot be read leaves its minute unfinished, and frees the tick', async () => {
  const { tick, queue, passMinutes, deps } = await dispatcher({ size: 100, secrets: () => ['one'] });
  const due = await minuteOf(tick, queue, passMinutes);
  passMinutes(17);
  const failing: DispatchDeps['connections'] = {
    due: async (slot, page) => {
      const found = await deps.connections.due(slot, page);
      if (found.items.length > 0) throw new Error('throttled');
      return found;
    },
  };
  expect(await tick({ connections: failing })).toMatchObject({ doneThrough: due + 14, sent: 0, end: 'store_failed' });
  expect(await tick()).toMatchObject({ from: due + 15, sent: 100, end: 'done' });
});

it('a tick ends before its time is over, with the minutes it has completed, and the next goes on with the rest', async () => {
  const { tick, queue, passMinutes } = await dispatcher({ size: 3_000 });
  await tick();
  const first = drained(queue);
  passMinutes(14);
  let leftMs = 5_250;
  const remainingMs = (): number => (leftMs -= 5);
  const cut = await tick({ remainingMs });
  expect(cut).toMatchObject({ from: START_MINUTE + 1, through: START_MINUTE + 14, end: 'out_of_time' });
  expect(cut!.doneThrough).toBeGreaterThan(START_MINUTE + 1);
  expect(cut!.doneThrough).toBeLessThan(START_MINUTE + 14);
  const begun = drained(queue);
  const rest = await tick();
  expect(rest).toMatchObject({ from: cut!.doneThrough + 1, doneThrough: START_MINUTE + 14, end: 'done' });
  expect(distinct([...first, ...begun, ...drained(queue)])).toBe(3_000);
});

it('a tick without any time moves nothing, and frees what it has claimed', async () => {
  const { tick } = await dispatcher({ size: 10 });
  expect(await tick({ remainingMs: () => 4_999 })).toMatchObject({ doneThrough: START_MINUTE - 1, sent: 0, end: 'out_of_time' });
  expect(await tick()).toMatchObject({ from: START_MINUTE, doneThrough: START_MINUTE, end: 'done' });
});

it('a slot of more than a thousand connections is sent whole', async () => {
  const { tick, queue, passMinutes } = await dispatcher({ size: 4_321, secrets: () => ['one'] });
  const counts: number[] = [];
  for (let minute = 0; minute < 15; minute += 1, passMinutes(1)) {
    await tick();
    counts.push(drained(queue).length);
  }
  expect(counts.toSorted((a, b) => b - a).slice(0, 2)).toEqual([4_321, 0]);
});

it('a large slot is read and sent page by page: no more than one page of it is ever held', async () => {
  const { tick, queue, passMinutes, deps } = await dispatcher({ size: 4_321, secrets: () => ['one'] });
  let [read, most] = [0, 0];
  const due: DispatchDeps['connections']['due'] = async (slot, page) => {
    most = Math.max(most, read - queue.size);
    const found = await deps.connections.due(slot, page);
    read += found.items.length;
    return found;
  };
  for (let minute = 0; minute < 15; minute += 1, passMinutes(1)) await tick({ connections: { due } });
  expect([read, queue.size]).toEqual([4_321, 4_321]);
  expect(most).toBeLessThan(1_000);
});

it('a queue is never asked more than ten sends of a slot at once, nor to take more than ten messages in one', async () => {
  const { tick, queue, passMinutes } = await dispatcher({ size: 2_000, secrets: () => ['one'] });
  let [atOnce, most, largest] = [0, 0, 0];
  const send = async (messages: readonly Addressed[]): Promise<readonly Addressed[]> => {
    [atOnce, largest] = [atOnce + 1, Math.max(largest, messages.length)];
    most = Math.max(most, atOnce);
    await new Promise((resolve) => setImmediate(resolve));
    atOnce -= 1;
    return queue.send(messages);
  };
  for (let minute = 0; minute < 15; minute += 1, passMinutes(1)) await tick({ queue: { send } });
  expect([most, largest, queue.size]).toEqual([10, 10, 2_000]);
});
