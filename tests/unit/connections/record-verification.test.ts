import { describe, expect, it, vi } from 'vitest';
import type { ConnectionStore } from '../../../shared/connections/connection-store.ts';
import { recentOutcomes } from '../../../shared/connections/recent-outcomes.ts';
import { recordVerification } from '../../../shared/connections/record-verification.ts';
import { replaceEdited } from '../../../shared/connections/replace-edited.ts';
import { type Trigger, untested } from '../../../shared/connections/standing.ts';
import type { StoredConnection, Transition } from '../../../shared/connections/stored-connection.ts';
import type { StatusChange } from '../../../shared/events/event.ts';
import { VERDICTS } from '../../../shared/errors.ts';
import type { Verification } from '../../../shared/verifications/verification.ts';
import { makeMemoryConnectionStore } from '../../helpers/stores/memory-connection-store.ts';
import { makeMemoryEventBus, type MemoryEventBus } from '../../helpers/stores/memory-event-bus.ts';
import { CONNECTED, storedConnection, UNTESTED } from '../../helpers/stores/stored-connections.ts';

type Code = keyof typeof VERDICTS;
const START_MS = Date.parse(UNTESTED.since);
const at = (ms: number): string => new Date(START_MS + ms).toISOString();

/** A test that began and ended so many milliseconds after all was created. */
function tested({ id: connectionId }: StoredConnection, code: Code, [from, to]: readonly [number, number]): Verification {
  const { status } = VERDICTS[code];
  const verdict = { status, code, message: '', fix: null, retryable: false, target: null, identity: null, secrets: [], steps: [] };
  return { id: `ver_${from}`, connectionId, connector: 'jira-cloud', method: 'api_token', ...verdict, startedAt: at(from), durationMs: to - from };
}

async function started(fields: Parameters<typeof storedConnection>[0] = {}, events = makeMemoryEventBus()) {
  const store = makeMemoryConnectionStore();
  const connection = storedConnection({ standing: CONNECTED, ...fields });
  await store.create(connection);
  const logged: unknown[] = [];
  const deps = { connections: store, events, log: (error: unknown) => void logged.push(error) };
  const standing = async () => (await store.get(connection.id))?.standing;
  const recent = async () => recentOutcomes((await standing())?.recent);
  const record = (code: Code, times: readonly [number, number], by: Trigger = 'hand') =>
    recordVerification(connection, tested(connection, code, times), by, deps);
  return { store, connection, deps, events, logged, standing, recent, record };
}

const changesOf = ({ published }: MemoryEventBus): readonly StatusChange[] =>
  published.flatMap((event) => (event.type === 'Connection Status Changed' ? [event.detail] : []));

describe('a verification that is recorded', () => {
  it('sets the standing at the time it ended, and a change of state is told once, with ids and codes alone', async () => {
    const { record, standing, events, connection } = await started();
    expect(await record('bad_credentials', [1_000, 1_250])).toBe(true);
    const refused = { ...CONNECTED, state: 'refused', since: at(1_250), lastVerifiedAt: at(1_250), code: 'bad_credentials', versionIds: [] };
    expect(await standing()).toEqual({ ...refused, recent: expect.any(String) });
    const { id: connectionId, project, connector } = connection;
    const detail = { id: expect.stringMatching(/^[0-9a-f]{32}$/), connectionId, project, connector, from: 'connected', to: 'refused' };
    expect(changesOf(events)).toEqual([{ ...detail, code: 'bad_credentials', at: at(1_250) }]);
    expect(await record('locked', [2_000, 2_001])).toBe(true);
    expect(changesOf(events)).toHaveLength(1);
  });

  it('again, by whoever, changes nothing and tells nothing', async () => {
    const { record, store, events } = await started();
    await record('bad_credentials', [1_000, 1_250]);
    const setStanding = vi.spyOn(store, 'setStanding');
    for (const by of ['hand', 'schedule'] as const) expect(await record('bad_credentials', [1_000, 1_250], by)).toBe(true);
    expect(setStanding).not.toHaveBeenCalled();
    expect(changesOf(events)).toHaveLength(1);
  });

  it('is one strike, however often a scheduled one is delivered; the second window is the other', async () => {
    const { record, standing, events } = await started();
    for (let delivery = 0; delivery < 5; delivery += 1) await record('target_timeout', [1_000, 2_000], 'schedule');
    expect(await standing()).toMatchObject({ state: 'connected', failing: { state: 'unreachable', since: at(2_000) } });
    expect(changesOf(events)).toEqual([]);
    await record('connect_failed', [61_000, 62_000], 'schedule');
    expect(changesOf(events)).toMatchObject([{ from: 'connected', to: 'unreachable', code: 'connect_failed', at: at(62_000) }]);
  });

  it('of a connection that is gone is false', async () => {
    const { record, store, connection, events } = await started();
    await store.remove(connection.id, null);
    expect(await record('bad_credentials', [1_000, 1_250])).toBe(false);
    const spied = await started();
    vi.spyOn(spied.store, 'setStanding').mockResolvedValueOnce('gone');
    expect(await spied.record('bad_credentials', [1_000, 1_250])).toBe(false);
    expect([changesOf(events), changesOf(spied.events)]).toEqual([[], []]);
  });

  it('of another revision is history and its picture only: also for whoever has read the connection after it was edited', async () => {
    const { store, connection, deps, events, standing, recent } = await started();
    const edited = { ...connection, revision: 2, updatedAt: at(2_000), name: 'other' };
    expect(await store.replace(edited, 1)).toBe('replaced');
    const before = tested(connection, 'bad_credentials', [1_999, 3_000]);
    for (const read of [connection, edited]) expect(await recordVerification(read, before, 'hand', deps)).toBe(true);
    expect([await standing(), await recent(), changesOf(events)]).toEqual([{ ...CONNECTED, recent: expect.any(String) }, ['refused'], []]);
    await recordVerification(edited, tested(connection, 'bad_credentials', [2_000, 3_000]), 'hand', deps);
    expect(await standing()).toMatchObject({ state: 'refused' });
  });

  it('of another revision is history and its picture only, also where the clock of whoever edited it is behind', async () => {
    const { store, connection, record, events, standing } = await started();
    expect(await store.replace({ ...connection, revision: 2, updatedAt: at(-5_000) }, 1)).toBe('replaced');
    expect(await record('bad_credentials', [1_000, 1_250])).toBe(true);
    expect([await standing(), changesOf(events)]).toEqual([{ ...CONNECTED, recent: expect.stringMatching(/^r@/) }, []]);
  });

  it('beside another that ended in between is applied to what that has left', async () => {
    const { store, record, standing, events } = await started();
    const setStanding = store.setStanding.bind(store);
    vi.spyOn(store, 'setStanding').mockImplementationOnce(async (...change) => {
      await record('target_timeout', [1_000, 1_100]);
      return setStanding(...change);
    });
    expect(await record('bad_credentials', [1_000, 1_250])).toBe(true);
    expect(await standing()).toMatchObject({ state: 'refused', since: at(1_250) });
    expect(changesOf(events)).toMatchObject([
      { from: 'connected', to: 'unreachable', at: at(1_100) },
      { from: 'unreachable', to: 'refused', at: at(1_250) },
    ]);
  });

  it('beside another that ended later, and was recorded first, is among the recent outcomes all the same, at its place', async () => {
    const { record, standing, recent } = await started();
    await record('ok', [1_000, 3_000]);
    const setsNothing = await standing();
    expect(await record('bad_credentials', [1_500, 2_000])).toBe(true);
    expect(await standing()).toEqual({ ...setsNothing, recent: expect.any(String) });
    expect(await recent()).toEqual(['authorized', 'refused']);
  });

  it('that says nothing of the connection is among the recent outcomes, as in the history, and changes nothing else', async () => {
    const { record, standing, recent, events } = await started();
    for (const [n, code] of (['rate_limited', 'interrupted', 'vault_timeout'] as const).entries()) await record(code, [n * 1_000, n * 1_000 + 10], 'schedule');
    expect(await standing()).toEqual({ ...CONNECTED, recent: expect.any(String) });
    expect(await recent()).toEqual(['not_attempted', 'inconclusive', 'inconclusive']);
    expect(changesOf(events)).toEqual([]);
  });

  it('is one write, and none where it was recorded before', async () => {
    const { record, store } = await started();
    const [get, setStanding] = [vi.spyOn(store, 'get'), vi.spyOn(store, 'setStanding')];
    for (const code of ['ok', 'interrupted'] as const) await record(code, [code.length * 1_000, code.length * 1_000 + 10], 'schedule');
    expect([get.mock.calls.length, setStanding.mock.calls.length]).toEqual([2, 2]);
    for (const code of ['ok', 'interrupted'] as const) await record(code, [code.length * 1_000, code.length * 1_000 + 10], 'schedule');
    expect([get.mock.calls.length, setStanding.mock.calls.length]).toEqual([4, 2]);
  });

  it('fails where others always get in between: it is to be recorded again, and was not told', async () => {
    const { store, record, events } = await started();
    const setStanding = vi.spyOn(store, 'setStanding').mockResolvedValue('conflict');
    await expect(record('bad_credentials', [1_000, 1_250])).rejects.toThrow(/standing/);
    expect([setStanding.mock.calls.length, changesOf(events)]).toEqual([10, []]);
  });
});

describe('an event that could not be told', () => {
  it('fails no recording: it is noted, and told by whoever records next, even if that says nothing new', async () => {
    let isDown = true;
    const { record, standing, events, logged } = await started({}, makeMemoryEventBus({ isTaken: () => !isDown }));
    expect(await record('bad_credentials', [1_000, 1_250])).toBe(true);
    expect(await standing()).toMatchObject({ state: 'refused', unannounced: [{ from: 'connected', to: 'refused' }] });
    expect([changesOf(events), logged.length]).toEqual([[], 1]);
    isDown = false;
    expect(await record('bad_credentials', [1_000, 1_250])).toBe(true);
    expect(changesOf(events)).toMatchObject([{ from: 'connected', to: 'refused', at: at(1_250) }]);
    expect(await standing()).not.toHaveProperty('unannounced');
  });

  it('is told before the next one, also where that comes first, and with the code it had', async () => {
    let isDown = true;
    const { record, events } = await started({}, makeMemoryEventBus({ isTaken: () => !isDown }));
    await record('bad_credentials', [1_000, 1_250]);
    await record('locked', [2_000, 2_001]);
    isDown = false;
    await record('ok', [3_000, 3_001]);
    expect(changesOf(events)).toMatchObject([
      { from: 'connected', to: 'refused', code: 'bad_credentials', at: at(1_250) },
      { from: 'refused', to: 'connected', code: 'ok', at: at(3_001) },
    ]);
  });

  it('is told again under the same id where the note could not be taken off', async () => {
    const { record, store, events, logged } = await started();
    const setStanding = store.setStanding.bind(store);
    const spied = vi.spyOn(store, 'setStanding');
    spied.mockImplementationOnce(setStanding).mockRejectedValueOnce(new Error('the table is on fire'));
    expect(await record('bad_credentials', [1_000, 1_250])).toBe(true);
    expect(logged).toHaveLength(1);
    await record('locked', [2_000, 2_001]);
    const [first, second, ...others] = changesOf(events);
    expect([second, others]).toEqual([first, []]);
  });
});

it('an edit that voids the verdict of a test which ended in between tells of the change from where that had left it, and keeps what tests have found', async () => {
  const { store, connection, deps, events, record, standing } = await started();
  const replace = store.replace.bind(store);
  vi.spyOn(store, 'replace').mockImplementationOnce(async (...given) => {
    await record('bad_credentials', [1_000, 1_250]);
    return replace(...given);
  });
  const edited = { ...connection, revision: 2, updatedAt: at(2_000), standing: untested(at(2_000)) };
  expect(await replaceEdited({ read: connection, edited }, deps)).toMatchObject({ revision: 2 });
  expect(await standing()).toEqual({ ...untested(at(2_000)), recent: expect.stringMatching(/^r@/) });
  expect(changesOf(events)).toMatchObject([
    { from: 'connected', to: 'refused' },
    { from: 'refused', to: 'untested', code: null, at: at(2_000) },
  ]);
});

describe('every change of state is told, once under its id, and every verification is among the recent outcomes once, over 1,500 random histories', () => {
  const CODES = ['ok', 'ok_limited', 'bad_credentials', 'locked', 'target_timeout', 'dns_failed', 'key_not_found', 'suspended', 'vault_timeout'] as const;

  it('of several who record and edit at once, with conflicts, failing publishes and repetitions', async () => {
    const random = randomOf(20261123);
    const one = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
    let [changes, repeats] = [0, 0];
    for (let history = 0; history < 1_500; history += 1) {
      let isDown = random() < 0.5;
      const { store, connection, deps, events, recent } = await started({}, makeMemoryEventBus({ isTaken: () => !isDown && random() < 0.7 }));
      const weather = { isCalm: false };
      const happened = watching(store, connection, () => (weather.isCalm ? 1 : random()));
      const verifications = Array.from({ length: 8 }, (_, n) => tested(connection, one(CODES), [n * 1_000, n * 1_000 + 8 * Math.floor(random() * 187) + n]));
      const [asked, recorded] = [new Set<Verification>(), new Set<Verification>()];
      // Round by round: tests that have ended by then, for the first time or again, and edits after them.
      const step = async (round: number): Promise<void> => {
        const current = (await store.get(connection.id))!;
        if (random() < 0.15) {
          const time = at(round * 1_000 + 1_500 + Math.floor(random() * 500));
          const edited = { ...current, revision: current.revision + 1, updatedAt: time, standing: untested(time) };
          await replaceEdited({ read: current, edited }, deps).catch(() => null);
          return;
        }
        const verification = one(verifications.slice(0, round + 1));
        asked.add(verification);
        const isDone = await recordVerification(current, verification, one(['hand', 'schedule'] as const), deps).catch(() => false);
        if (isDone) recorded.add(verification);
      };
      for (let round = 0; round < 8; round += 1) {
        await Promise.all([step(round), step(round), step(round)]);
        if (random() < 0.5) isDown = !isDown;
      }
      isDown = false;
      weather.isCalm = true;
      // Of those whose recording failed some were entered, and some were not; recorded again, all stand there once.
      const entered = (await recent()).length;
      expect([entered >= recorded.size, entered <= asked.size]).toEqual([true, true]);
      for (const verification of asked) expect(await recordVerification((await store.get(connection.id))!, verification, 'hand', deps)).toBe(true);
      expect(await recent()).toEqual(statusesOf([...asked]));
      for (let tries = 0; tries < 100 && (await store.get(connection.id))!.standing.unannounced; tries += 1)
        expect(await recordVerification((await store.get(connection.id))!, verifications[0]!, 'hand', deps)).toBe(true);
      const published = changesOf(events);
      const byId = new Map(published.map((change) => [change.id, change]));
      expect([...byId.values()].map(keyOf).toSorted()).toEqual(happened.map(keyOf).toSorted());
      expect(published.every((change) => JSON.stringify(byId.get(change.id)) === JSON.stringify(change))).toBe(true);
      expect((await store.get(connection.id))!.standing).not.toHaveProperty('unannounced');
      [changes, repeats] = [changes + happened.length, repeats + published.length - byId.size];
    }
    expect(changes).toBeGreaterThan(3_000);
    console.info(`${changes} changes of state, ${repeats} told again under their ids`);
  }, 60_000);
});

const endOf = ({ startedAt, durationMs }: Verification): number => Date.parse(startedAt) + durationMs;
const statusesOf = (verifications: readonly Verification[]): readonly string[] =>
  verifications.toSorted((one, other) => endOf(other) - endOf(one)).map(({ status }) => status);
const keyOf = ({ from, to, code, at: time }: Transition): string => `${time} ${from} ${to} ${code}`;

/** What really happens to a connection's state, seen from inside the store; who asks it waits a random while. */
function watching(store: ConnectionStore, { id }: StoredConnection, random: () => number): readonly Transition[] {
  const happened: Transition[] = [];
  const pause = async (): Promise<void> => {
    for (let turns = Math.floor(random() * 6); turns > 0; turns -= 1) await Promise.resolve();
  };
  const [setStanding, replace, get] = [store.setStanding.bind(store), store.replace.bind(store), store.get.bind(store)];
  const watched = async <Outcome>(write: () => Promise<Outcome>): Promise<Outcome> => {
    await pause();
    if (random() < 0.05) throw new Error('the table is on fire');
    // The store in memory writes before its first await: nothing comes in between these three lines.
    const before = get(id);
    const outcome = write();
    const after = get(id);
    const [from, to] = [(await before)!.standing, (await after)!.standing];
    if (from.state !== to.state) happened.push({ from: from.state, to: to.state, code: to.code, at: to.since });
    await pause();
    if (random() < 0.05) throw new Error('the answer was lost');
    return outcome;
  };
  store.setStanding = (...change) => watched(() => setStanding(...change));
  store.replace = (...change) => watched(() => replace(...change));
  store.get = async (wanted) => {
    await pause();
    return get(wanted);
  };
  return happened;
}

function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
