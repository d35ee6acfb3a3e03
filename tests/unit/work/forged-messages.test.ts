import { expect, it } from 'vitest';
import { NO_COUNTS } from '../../../shared/runs/run-counts.ts';
import type { Run } from '../../../shared/runs/run.ts';
import { readGatherMessage } from '../../../shared/work/read-message.ts';
import { readRotation } from '../../../shared/work/read-rotation.ts';
import { dueMessage, EVERY_15, HOSTS, makeWorkBench, NOON, SECRET } from '../../helpers/work-bench.ts';
import { newId } from '../../helpers/stores/stored-connections.ts';

const RUN_ID = `run_${'a'.repeat(32)}`;
const run = (fields: Partial<Run> = {}): Run => ({
  id: RUN_ID,
  kind: 'bulk',
  projects: ['demo'],
  caller: 'ada',
  selector: {},
  retryOf: null,
  secret: null,
  createdAt: new Date(NOON).toISOString(),
  state: 'gathering',
  finishedAt: null,
  total: 0,
  counts: NO_COUNTS,
  ...fields,
});

/** What somebody might put on the queue who may write to it and to nothing else; by what is wrong with it. */
const FORGED: Readonly<Record<string, (id: string) => unknown>> = {
  'a config of its own': (id) => ({ ...due(id), config: { baseUrl: 'https://evil.example.com' } }),
  'a host of its own': (id) => ({ ...due(id), host: 'evil.example.com' }),
  'a project of its own': (id) => ({ ...due(id), project: 'other' }),
  'a caller of its own': (id) => ({ ...due(id), caller: 'admin' }),
  'a version of its own': (id) => ({ ...due(id), versionId: 'v2' }),
  'another version of messages': (id) => ({ ...due(id), v: 2 }),
  'a version as text': (id) => ({ ...due(id), v: '1' }),
  'no version': (id) => ({ ...due(id), v: undefined }),
  'a kind that is none': (id) => ({ ...due(id), kind: 'rotation' }),
  'a kind of gathering': (id) => ({ v: 1, kind: 'gather', runId: RUN_ID, after: null, connectionId: id }),
  'a window as text': (id) => ({ ...due(id), window: '1979041' }),
  'a window that is no whole number': (id) => ({ ...due(id), window: 0.5 }),
  'a negative window': (id) => ({ ...due(id), window: -1 }),
  'no window': (id) => ({ ...due(id), window: undefined }),
  'a period of nothing': (id) => ({ ...due(id), everyMinutes: 0 }),
  'a period of years': (id) => ({ ...due(id), everyMinutes: 5_000_000 }),
  'an id that is none': () => due('con_1'),
  'an id with more behind it': (id) => due(`${id}#x`),
  'an id that is a key of objects': () => due('__proto__'),
  'an id in a list': (id) => ({ ...due(id), connectionId: [id] }),
  'a run that is none': (id) => ({ v: 1, kind: 'run', connectionId: id, runId: 'run_1' }),
  'a run with a config': (id) => ({ v: 1, kind: 'run', connectionId: id, runId: RUN_ID, config: {} }),
  'a list': (id) => [due(id)],
  'a text': () => '"hello"',
  nothing: () => 'null',
  'no JSON': () => '{"v":1,',
  'an empty body': () => '',
  'what a client of the API sends': () => ({ connector: 'gitlab', config: {} }),
};
/** Messages of the right form that name what is not, or not any more, to be done. */
const UNFIT: Readonly<Record<string, (id: string) => unknown>> = {
  'a connection that is not there': () => due(newId()),
  'a window to come': (id) => ({ ...due(id), window: due(id).window + 1 }),
  'the window before the last': (id) => ({ ...due(id), window: due(id).window - 2 }),
  'a window of long ago': (id) => ({ ...due(id), window: 1 }),
  'another period than the schedule has': (id) => ({ ...due(id), everyMinutes: 5, window: due(id).window * 3 }),
  'a run that is not there': (id) => ({ v: 1, kind: 'run', connectionId: id, runId: `run_${'b'.repeat(32)}` }),
  'a run that never gathered it': (id) => ({ v: 1, kind: 'run', connectionId: id, runId: RUN_ID }),
};
const due = (id: string) => {
  const message = dueMessage({ ...EMPTY, id });
  if (message.kind !== 'scheduled') throw new Error('It is a scheduled one.');
  return message;
};
const EMPTY = { ...(await makeWorkBench().add()) };

it.each(Object.entries(FORGED))('a message with %s is not acted on: nothing is read, sent or written', async (_, forge) => {
  const bench = makeWorkBench();
  const connection = await bench.add();
  await expect(bench.deliver(forge(connection.id))).rejects.toThrow('This is not a message of ours.');
  await untouched(bench, connection.id);
});

it.each(Object.entries(UNFIT))('a message that names %s is dropped: nothing is read, sent or written', async (_, forge) => {
  const bench = makeWorkBench();
  const connection = await bench.add();
  await bench.stores.runs.create(run());
  expect(await bench.deliver(forge(connection.id))).toMatchObject({ kind: 'dropped' });
  await untouched(bench, connection.id);
});

it.each([
  ['is switched off', { schedule: { every: 'PT15M', enabled: false } }],
  ['has none any more', { schedule: null }],
])('a connection whose schedule %s is left alone', async (_, fields) => {
  const bench = makeWorkBench();
  const connection = await bench.add(fields);
  expect(await bench.deliver(due(connection.id))).toEqual({ kind: 'dropped', drop: 'not_scheduled' });
  await untouched(bench, connection.id);
});

it.each([
  ['was moved to another project', { project: 'other' }, {}],
  ['no longer uses the secret', {}, { secret: { arn: SECRET.replace('jira', 'okta'), versionId: 'v2', movedAt: null } }],
  ['of a cancelled run', {}, { state: 'cancelled' }],
] as const)('a member that %s is skipped, and its run is told', async (_, fields, more) => {
  const bench = makeWorkBench();
  const connection = await bench.add(fields);
  await bench.stores.runs.create(run(more));
  await bench.stores.runs.addMembers(RUN_ID, [{ connectionId: connection.id, project: 'demo' }]);
  expect(await bench.deliver({ v: 1, kind: 'run', connectionId: connection.id, runId: RUN_ID })).toMatchObject({ kind: 'dropped' });
  expect(await bench.stores.runs.member(RUN_ID, connection.id)).toMatchObject({ end: { outcome: 'skipped' } });
  await untouched(bench, connection.id);
});

async function untouched({ target, vault, stores, events }: ReturnType<typeof makeWorkBench>, id: string): Promise<void> {
  expect([target.calls, vault.reads, events.published.filter(({ type }) => type === 'Connection Status Changed')]).toEqual([[], 0, []]);
  expect((await stores.connections.get(id))?.standing.state).toBe('untested');
  for (const project of ['demo', 'other']) expect((await stores.verifications.audit({ project }, { limit: 10, after: null })).items).toEqual([]);
}

const SCOPE = { accounts: ['137149879143'], regions: ['us-east-1'] };
const VERSION = 'f'.repeat(32);
const EVENT = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'Secret Label Updated',
  source: 'aws.secretsmanager',
  account: '137149879143',
  time: '2026-11-23T12:00:00Z',
  region: 'us-east-1',
  resources: [SECRET],
  detail: { name: 'jira', labelUpdated: 'AWSCURRENT', versionId: VERSION },
};

it('the event of a secret with a new current version says which, and since when', () => {
  expect(readRotation(EVENT, SCOPE)).toEqual({ secretArn: SECRET, versionId: VERSION, movedAt: '2026-11-23T12:00:00.000Z' });
});

it.each<readonly [string, object]>([
  ['of another account than the secret', { account: '999999999999' }],
  ['of another region than the secret', { region: 'eu-west-1' }],
  ['of a secret in a foreign account, by that account', { account: '999999999999', resources: [SECRET.replace('137149879143', '999999999999')] }],
  ['of a secret in a foreign region, by that region', { region: 'eu-west-1', resources: [SECRET.replace('us-east-1', 'eu-west-1')] }],
  ['of another source', { source: 'mallory.secretsmanager' }],
  ['of another type', { 'detail-type': 'AWS API Call via CloudTrail' }],
  ['of AWSPENDING', { detail: { ...EVENT.detail, labelUpdated: 'AWSPENDING' } }],
  ['of AWSPREVIOUS', { detail: { ...EVENT.detail, labelUpdated: 'AWSPREVIOUS' } }],
  ['of two secrets', { resources: [SECRET, SECRET] }],
  ['of no secret', { resources: [] }],
  ['of what is no secret', { resources: ['arn:aws:s3:::bucket'] }],
  ['of all secrets', { resources: ['arn:aws:secretsmanager:us-east-1:137149879143:secret:*'] }],
  ['whose name is another secret’s', { detail: { ...EVENT.detail, name: 'okta' } }],
  ['without a version', { detail: { ...EVENT.detail, versionId: undefined } }],
  ['with a version that is none', { detail: { ...EVENT.detail, versionId: '../v1' } }],
  ['without a time', { time: undefined }],
  ['with a time that is none', { time: 'soon' }],
  ['without details', { detail: null }],
])('an event %s is not acted on', (_, changed) => {
  expect(readRotation({ ...EVENT, ...changed }, SCOPE)).toBeNull();
});

it.each([null, 'tick', 1, [], {}, { kind: 'tock' }])('what is no event is not acted on: %j', (event) => {
  expect(readRotation(event, SCOPE)).toBeNull();
});

it.each([
  { v: 1, kind: 'gather', runId: RUN_ID },
  { v: 1, kind: 'gather', runId: RUN_ID, after: null, selector: {} },
  { v: 1, kind: 'gather', runId: 'run_1', after: null },
  { v: 1, kind: 'gather', runId: RUN_ID, after: 7 },
  { v: 1, kind: 'gather', runId: RUN_ID, after: 'x'.repeat(381) },
  { v: 1, kind: 'run', runId: RUN_ID, connectionId: newId() },
])('a page to gather is of one form only: %j', (message) => {
  expect(readGatherMessage(JSON.stringify(message))).toBeNull();
});

it('the messages of this file would be acted on if nothing were wrong with them', async () => {
  const bench = makeWorkBench();
  const connection = await bench.add();
  expect(await bench.deliver(due(connection.id))).toMatchObject({ kind: 'verified', verification: { code: 'ok' } });
  expect(bench.target.calls).toEqual([HOSTS[0]]);
  await bench.stores.runs.create(run());
  await bench.stores.runs.addMembers(RUN_ID, [{ connectionId: connection.id, project: 'demo' }]);
  expect(await bench.deliver({ v: 1, kind: 'run', connectionId: connection.id, runId: RUN_ID })).toMatchObject({ kind: 'verified' });
  expect(readGatherMessage(JSON.stringify({ v: 1, kind: 'gather', runId: RUN_ID, after: null }))).not.toBeNull();
  expect(EVERY_15.enabled).toBe(true);
});
