import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ProductEvent } from '../../../shared/events/event.ts';
import { makeEventBridgeBus, makeEventBridgeClient } from '../../../shared/events/event-bridge.ts';
import { makeLazyBus } from '../../../shared/events/lazy-bus.ts';

vi.mock(import('../../../shared/events/event-bridge.ts'), { spy: true });

const AT = '2026-11-23T12:00:00.123Z';
const ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-FsmeTs';
const COUNTS = { authorized: 1, refused: 0, inconclusive: 0, not_attempted: 0, skipped: 0 };
const EVENTS: readonly ProductEvent[] = [
  {
    type: 'Connection Status Changed',
    detail: { id: 'a', connectionId: 'con_1', project: 'demo', connector: 'jira-dc', from: 'connected', to: 'refused', code: 'bad_credentials', at: AT },
  },
  { type: 'Secret Rotation Verified', detail: { runId: 'run_1', secretArn: ARN, versionId: 'v2', total: 1, counts: COUNTS, seconds: 1.5 } },
  { type: 'Verification Run Finished', detail: { runId: 'run_2', kind: 'bulk', total: 1, counts: COUNTS } },
  { type: 'Secret Needs Attention', detail: { secretArn: ARN, finding: 'not_found', newArn: null, connections: 3, at: AT } },
];

const eventBridge = mockClient(EventBridgeClient);
beforeEach(() => eventBridge.reset());
const bus = makeEventBridgeBus(new EventBridgeClient({ region: 'us-east-1' }), 'default');
const sent = () => eventBridge.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries ?? []);

describe('what is told', () => {
  it('is one request, in order; its source, type and detail are those of rules, at the time it happened, and what is about a secret names it', async () => {
    eventBridge.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [] });
    await bus.publish(EVENTS);
    const known = { EventBusName: 'default', Source: 'secret-mask-resolver' };
    expect(sent()).toEqual([
      EVENTS.map(({ type, detail }, at) => ({
        ...known,
        DetailType: type,
        Detail: JSON.stringify(detail),
        Resources: at % 2 === 1 ? [ARN] : [],
        ...(at % 3 === 0 && { Time: new Date(AT) }),
      })),
    ]);
  });

  it('is nothing where there is nothing to tell', async () => {
    await bus.publish([]);
    expect(sent()).toEqual([]);
  });

  it('is not told where EventBridge has not taken all of it, and its reasons go no further', async () => {
    const refused = { ErrorCode: 'ThrottlingException', ErrorMessage: 'hunter2' };
    eventBridge.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ EventId: 'x' }, refused] });
    const failure = await bus.publish(EVENTS).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(String(failure)).toBe('Error: EventBridge has not taken 1 of 4 events.');
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toMatch(/hunter2|Throttling/);
  });

  it('is not told where there was no answer', async () => {
    eventBridge.on(PutEventsCommand).rejects(new Error('no route'));
    await expect(bus.publish(EVENTS)).rejects.toThrow('no route');
  });
});

it('a bus that is opened late is opened once, by the first event, and tells the same', async () => {
  eventBridge.on(PutEventsCommand).resolves({});
  const late = makeLazyBus('arn:aws:events:us-east-1:137149879143:event-bus/ops');
  await late.publish([]);
  await vi.dynamicImportSettled();
  expect([vi.mocked(makeEventBridgeClient).mock.calls.length, sent()]).toEqual([0, []]);
  await Promise.all([late.publish(EVENTS.slice(0, 1)), late.publish(EVENTS.slice(1, 2))]);
  expect(makeEventBridgeClient).toHaveBeenCalledTimes(1);
  expect(sent().map(([entry]) => [entry?.EventBusName, entry?.DetailType])).toEqual(
    EVENTS.slice(0, 2).map(({ type }) => ['arn:aws:events:us-east-1:137149879143:event-bus/ops', type]),
  );
});
