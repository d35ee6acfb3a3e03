import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { freshToken } from '../helpers/canary.ts';
import { type Answer, type Loose, maskOf, useProduct } from '../helpers/product.ts';
import { startTarget, type Target } from '../helpers/target.ts';
import { eventually } from '../helpers/eventually.ts';

// Scheduled verifications and runs, with the clock of the stack moved on: tick, queue, worker, tables as they are deployed.
let isBroken = false;
let takesMs = 0;
let target: Target;
const product = useProduct(async () => {
  target = await startTarget((_, response) => {
    setTimeout(() => response.writeHead(isBroken ? 403 : 200).end(), takesMs);
  });
  return { localTargets: [target.host] };
});

let arn = '';
beforeAll(async () => {
  const token = product.remember(freshToken());
  arn = await product.createSecret(`scheduled/${randomUUID()}`, JSON.stringify({ token }), { 'connection-hosts': `${target.host}/` });
  return () => target.close();
});

/** With a token of the time that the clock shows. */
async function call(route: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<Loose>> {
  return product.call(route, body, { authorization: `Bearer ${await product.stack.token(['demo:editor'])}`, ...headers });
}
async function connect(name: string, more: Loose = {}): Promise<string> {
  const config = { baseUrl: target.url, path: '/', token: maskOf('token', arn) };
  const { body } = await call('POST /v1/connections', { name, connector: 'generic-http', method: 'bearer', config, ...more });
  return String(body['id']);
}
const historyOf = async (id: string): Promise<readonly Loose[]> => (await call(`GET /v1/connections/${id}/verifications`)).body['items'];
const standingOf = async (id: string): Promise<Loose> => (await call(`GET /v1/connections/${id}`)).body['standing'];
/** Moves the clock to the next minute, until so many verdicts stand. */
async function until(id: string, verdicts: number): Promise<void> {
  for (let minute = 0; minute < 8 && (await historyOf(id)).length < verdicts; minute += 1) {
    product.stack.clock.advance('PT1M');
    for (let look = 0; look < 15 && (await historyOf(id)).length < verdicts; look += 1) await wait(100);
  }
}

it('a connection is verified once in each window; two refusals in a row change its state, and each change is told once', async () => {
  const id = await connect('Every five minutes', { schedule: { every: 'PT5M', enabled: true } });
  await until(id, 1);
  await eventually(async () => expect(await standingOf(id)).toMatchObject({ state: 'connected', code: 'ok' }));
  isBroken = true;
  await until(id, 2);
  await eventually(async () => expect(await standingOf(id)).toMatchObject({ state: 'connected', failing: { state: 'refused', code: 'forbidden' } }));
  await until(id, 3);
  await eventually(async () => expect(await standingOf(id)).toMatchObject({ state: 'refused', code: 'forbidden' }));
  isBroken = false;
  const verifications = await historyOf(id);
  expect(verifications.map(({ code }) => code)).toEqual(['forbidden', 'forbidden', 'ok']);
  expect(target.requests).toHaveLength(3);
  const changes = () =>
    product.stack.events().filter(({ 'detail-type': type, detail }) => type === 'Connection Status Changed' && detail['connectionId'] === id);
  await eventually(() =>
    expect(changes().map(({ source, detail }) => [source, detail['from'], detail['to'], detail['code']])).toEqual([
      ['secret-mask-resolver', 'untested', 'connected', 'ok'],
      ['secret-mask-resolver', 'connected', 'refused', 'forbidden'],
    ]),
  );
  const { body } = await call(`GET /v1/connections/${id}`);
  expect((await call(`PATCH /v1/connections/${id}`, { schedule: null }, { 'if-match': `"${String(body['revision'])}"` })).httpStatus).toBe(200);
}, 60_000);

it('after three hours without a tick, one round catches up', async () => {
  const id = await connect('After an outage', { schedule: { every: 'PT5M', enabled: true } });
  const linesBefore = product.stack.lines.length;
  product.stack.clock.advance('PT3H');
  const minute = Math.floor(product.stack.clock.now() / 60_000);
  const round = await eventually(() => {
    const ticks = product.stack.lines.slice(linesBefore).filter((line) => line.includes('"cue":"tick"'));
    const dispatched = ticks.map((line): Loose => JSON.parse(line.slice(line.indexOf('{')))['dispatched']);
    const first = dispatched.find(({ through }) => through >= minute);
    expect(first).toBeDefined();
    return first;
  });
  expect(round).toMatchObject({ sent: 1, end: 'done' });
  await eventually(async () => expect(await historyOf(id)).toHaveLength(1));
  const { body } = await call(`GET /v1/connections/${id}`);
  await call(`PATCH /v1/connections/${id}`, { schedule: null }, { 'if-match': `"${String(body['revision'])}"` });
}, 60_000);

it('a run verifies what its selector asks for, shows how far it is, and its failures can be tried again', async () => {
  const ids = await Promise.all(Array.from({ length: 30 }, (_, at) => connect(`Of a run ${at}`, { labels: { run: 'yes' } })));
  isBroken = true;
  const started = await call('POST /v1/verification-runs', { selector: { labels: { run: 'yes' } } });
  expect(started).toMatchObject({ httpStatus: 202, body: { kind: 'bulk' } });
  const path = started.headers.get('location') ?? '';
  await eventually(async () => expect((await call(`GET ${path}`)).body).toMatchObject({ state: 'done', total: ids.length, counts: { refused: ids.length } }));
  isBroken = false;
  const again = await call(`POST ${path}/retry-failed`);
  expect(again.httpStatus).toBe(202);
  const second = again.headers.get('location') ?? '';
  await eventually(async () => expect((await call(`GET ${second}`)).body).toMatchObject({ state: 'done', counts: { authorized: ids.length, refused: 0 } }));
  const finished = () => product.stack.events().filter(({ 'detail-type': type }) => type === 'Verification Run Finished');
  // A run is done before its event is sent.
  await eventually(() => expect(finished().map(({ detail }) => detail['total'])).toEqual([ids.length, ids.length]));
  await eventually(async () => expect(await standingOf(ids[3]!)).toMatchObject({ state: 'connected' }));
}, 60_000);

it('what is on a host that was found to take a second goes by the slow lane, and comes to the same', async () => {
  takesMs = 1_100;
  const ids = await Promise.all(Array.from({ length: 3 }, (_, at) => connect(`Slow ${at}`, { labels: { slow: 'yes' } })));
  const lanes = (): number => product.stack.lines.filter((line) => /"results":\{[^}]*"slow":/.test(line)).length;
  const run = async (): Promise<void> => {
    const { headers } = await call('POST /v1/verification-runs', { selector: { labels: { slow: 'yes' } } });
    const counts = { authorized: ids.length };
    await eventually(async () => expect((await call(`GET ${headers.get('location') ?? ''}`)).body).toMatchObject({ state: 'done', counts }));
  };
  await run();
  const before = lanes();
  await run();
  expect(lanes()).toBeGreaterThan(before);
  for (const id of ids) expect(await historyOf(id)).toHaveLength(2);
}, 60_000);
