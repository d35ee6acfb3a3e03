import { expect, it } from 'vitest';
import type { StoredConnection } from '../../../shared/connections/stored-connection.ts';
import { Deferral } from '../../../shared/deferral.ts';
import type { Addressed } from '../../../shared/runs/queue.ts';
import { type BatchDeps, workBatch } from '../../../shared/work/batch.ts';
import { laneOf } from '../../../shared/work/lanes.ts';
import { dueMessage, HOSTS, makeWorkBench, NOON } from '../../helpers/work-bench.ts';
import { sqsEvent } from '../../prove/sqs-event.ts';

const [SLOW, USUAL] = ['slow', 'usual'];

/** A worker whose queues say what they were told. */
function setting(take: (messages: readonly Addressed[]) => Promise<readonly Addressed[]> = async () => []) {
  const bench = makeWorkBench();
  const [sent, told, failures]: [Addressed[][], string[], unknown[]] = [[], [], []];
  const deps: BatchDeps = {
    ...bench.deps,
    random: () => 0,
    onFailure: (error) => void failures.push(error),
    lanes: {
      usual: { comeBack: async (receipt, seconds) => void told.push(`usual ${receipt} ${seconds}`) },
      slow: {
        comeBack: async (receipt, seconds) => void told.push(`slow ${receipt} ${seconds}`),
        send: async (messages) => (sent.push([...messages]), take(messages)),
      },
      of: (record) => laneOf(record, `https://sqs.us-east-1.amazonaws.com/137149879143/${SLOW}`),
    },
  };
  const deliver = async (connections: readonly StoredConnection[], queue: string, over: Partial<BatchDeps> = {}) => {
    const deliveries = connections.map((connection, at) => ({
      messageId: `m${at}`,
      receipt: `r${at}`,
      body: JSON.stringify(dueMessage(connection)),
      receiveCount: 1,
    }));
    const { response, worked } = await workBatch(sqsEvent(deliveries, queue), 'req-1', { ...deps, ...over });
    return { failed: response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), kinds: worked.map((each) => each?.kind ?? 'failed') };
  };
  return { bench, deps, sent, told, failures, deliver };
}

it('what a batch has for slow hosts goes to the slow lane in one request, and is done with; the rest is carried out', async () => {
  const { bench, sent, deliver } = setting();
  bench.slow.add(HOSTS[0]);
  const connections = [await bench.add(), await bench.add({}, HOSTS[1]), await bench.add()];
  expect(await deliver(connections, USUAL)).toEqual({ failed: [], kinds: ['slow', 'verified', 'slow'] });
  expect(sent.map((each) => each.map(({ message }) => message))).toEqual([[dueMessage(connections[0]!), dueMessage(connections[2]!)]]);
  expect(await deliver(connections.slice(0, 2), SLOW)).toEqual({ failed: [], kinds: ['verified', 'settled'] });
  expect(sent).toHaveLength(1);
});

it('where nothing is slow, nothing is sent', async () => {
  const { bench, sent, deliver } = setting();
  expect((await deliver([await bench.add()], USUAL)).kinds).toEqual(['verified']);
  expect(sent).toEqual([]);
});

it('what the slow lane does not take comes again, and the others of the batch do not', async () => {
  const refusing = setting(async (messages) => messages.slice(0, 1));
  refusing.bench.slow.add(HOSTS[0]);
  const connections = [await refusing.bench.add({}, HOSTS[1]), await refusing.bench.add(), await refusing.bench.add()];
  expect(await refusing.deliver(connections, USUAL)).toEqual({ failed: ['m1'], kinds: ['verified', 'failed', 'slow'] });

  const broken = setting(() => Promise.reject(new Error('no route')));
  broken.bench.slow.add(HOSTS[0]);
  expect(await broken.deliver([await broken.bench.add(), await broken.bench.add({}, HOSTS[1])], USUAL)).toEqual({
    failed: ['m0'],
    kinds: ['failed', 'verified'],
  });
  expect(broken.failures).toEqual([new Error('no route')]);
});

it('what is put off comes back to the queue that it came from', async () => {
  const { bench, deps, told, deliver } = setting();
  const busy: BatchDeps['verifyDepsFor'] = (test) => ({ ...deps.verifyDepsFor(test), guard: () => Promise.reject(new Deferral('busy', NOON + 7_000)) });
  const connection = await bench.add();
  for (const queue of [USUAL, SLOW]) expect(await deliver([connection], queue, { verifyDepsFor: busy })).toEqual({ failed: ['m0'], kinds: ['put_off'] });
  expect(told).toEqual(['usual r0 7', 'slow r0 7']);
});
