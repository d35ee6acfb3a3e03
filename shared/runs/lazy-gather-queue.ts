import { storeBehaviour } from '../secrets/aws-calls.ts';
import type { GatherQueue } from './queue.ts';

/** The queue behind a client that is loaded with the first run: most invocations send none. */
export function makeLazyGatherQueue(url: string): GatherQueue {
  let loading: Promise<GatherQueue> | undefined;
  const load = async (): Promise<GatherQueue> => {
    const [{ SQSClient }, { makeSqsGatherQueue }] = await Promise.all([import('@aws-sdk/client-sqs'), import('./sqs-queue.ts')]);
    return makeSqsGatherQueue(new SQSClient(storeBehaviour(Math.random)), url);
  };
  return { send: async (message) => (await (loading ??= load())).send(message) };
}
