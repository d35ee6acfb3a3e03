import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { freshToken } from '../helpers/canary.ts';
import { type Loose, maskOf, useProduct } from '../helpers/product.ts';
import { startTarget, type Target } from '../helpers/target.ts';
import { eventually } from '../helpers/eventually.ts';

// The moment a secret has a new current version, what depends on it is verified, through events, queues and functions as they are deployed.
const DEPENDENTS = 40;
const OTHERS = 10;

let accepted = '';
/** What the target was sent, and when. */
const sent: { readonly token: string; readonly path: string; readonly atMs: number }[] = [];
let target: Target;
const product = useProduct(async () => {
  target = await startTarget((request, response) => {
    const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
    sent.push({ token, path: request.url ?? '', atMs: Date.now() });
    response.writeHead(token === accepted || request.url === '/other' ? 200 : 401).end();
  });
  return { localTargets: [target.host] };
});

type Made = { readonly arn: string; readonly ids: readonly string[]; readonly others: readonly string[] };
let made: Made;
beforeAll(async () => {
  accepted = product.remember(freshToken());
  const secret = (token: string): Promise<string> =>
    product.createSecret(`rotated/${randomUUID()}`, JSON.stringify({ token }), { 'connection-hosts': `${target.host}/` });
  const [arn, otherArn] = [await secret(accepted), await secret(product.remember(freshToken()))];
  const connect = async (name: string, path: string, of: string): Promise<string> => {
    const config = { baseUrl: target.url, path, token: maskOf('token', of) };
    return String((await product.call('POST /v1/connections', { name, connector: 'generic-http', method: 'bearer', config })).body['id']);
  };
  const ids: string[] = [];
  for (let at = 0; at < DEPENDENTS; at += 1) ids.push(await connect(`Dependent ${at}`, `/dependent/${at}`, arn));
  const others: string[] = [];
  for (let at = 0; at < OTHERS; at += 1) others.push(await connect(`Other ${at}`, '/other', otherArn));
  made = { arn, ids, others };
  return () => target.close();
}, 60_000);

const rotate = async (token: string): Promise<{ readonly versionId: string; readonly movedMs: number }> => {
  const versionId = randomUUID();
  const SecretString = JSON.stringify({ token: product.remember(token) });
  const movedMs = Date.now();
  await product.askAws('PutSecretValue', { SecretId: made.arn, ClientRequestToken: versionId, SecretString });
  return { versionId, movedMs };
};
const summariesOf = (versionId: string): readonly Loose[] =>
  product.stack
    .events()
    .filter(({ 'detail-type': type, detail }) => type === 'Secret Rotation Verified' && detail['versionId'] === versionId)
    .map(({ detail }) => detail);
const summaryOf = (versionId: string): Promise<Loose> =>
  eventually(() => {
    expect(summariesOf(versionId)).toHaveLength(1);
    return summariesOf(versionId)[0]!;
  });
const standingOf = async (id: string): Promise<Loose> => (await product.call(`GET /v1/connections/${id}`)).body['standing'];
const historyOf = async (id: string): Promise<readonly Loose[]> => (await product.call(`GET /v1/connections/${id}/verifications`)).body['items'];

it('40 dependents of a rotated secret are verified with the new version, no other connection is touched, and one summary tells of it', async () => {
  for (const id of made.ids.slice(0, 5)) expect((await product.call(`POST /v1/connections/${id}/test`)).body).toMatchObject({ code: 'ok' });
  const old = accepted;
  sent.length = 0;
  accepted = freshToken();
  const { versionId, movedMs } = await rotate(accepted);
  const summary = await summaryOf(versionId);
  const verifiedMs = Math.max(...sent.map(({ atMs }) => atMs)) - movedMs;
  expect(summary).toMatchObject({ secretArn: made.arn, total: DEPENDENTS, counts: { authorized: DEPENDENTS, refused: 0, skipped: 0 } });
  expect(new Set(sent.map(({ path }) => path))).toEqual(new Set(made.ids.map((_, at) => `/dependent/${at}`)));
  expect(sent.map(({ token }) => token === old)).toEqual(Array(DEPENDENTS).fill(false));
  console.log(`Verified ${DEPENDENTS} dependents ${verifiedMs} ms after the label moved; the summary says ${String(summary['seconds'])} s.`);
  for (const id of made.others) expect(await historyOf(id)).toEqual([]);
  expect(await historyOf(made.ids[7]!)).toMatchObject([{ code: 'ok', secrets: [{ versionId }] }]);
}, 60_000);

it('a rotation to a value that the target refuses costs one attempt: whoever made it is refused at once, with one event, and nobody else changes', async () => {
  const all = [...made.ids, ...made.others];
  const standings = async (): Promise<readonly (readonly [id: string, standing: Loose])[]> =>
    Promise.all(all.map(async (id) => [id, { ...(await standingOf(id)), recent: null }] as const));
  const [before, eventsBefore] = [await standings(), product.stack.events().length];
  sent.length = 0;
  const { versionId } = await rotate(freshToken());
  const { counts } = await summaryOf(versionId);
  expect(sent).toHaveLength(1);
  expect(counts).toEqual({ authorized: 0, refused: 1, inconclusive: 0, not_attempted: DEPENDENTS - 1, skipped: 0 });
  const refused = made.ids[Number(sent[0]!.path.split('/').at(-1))]!;
  expect(await standingOf(refused)).toMatchObject({ state: 'refused', code: 'bad_credentials', versionIds: [versionId] });
  expect((await standings()).filter(([id]) => id !== refused)).toEqual(before.filter(([id]) => id !== refused));
  const told = product.stack.events().slice(eventsBefore);
  expect(told.map(({ 'detail-type': type }) => type)).toEqual(['Secret Label Updated', 'Connection Status Changed', 'Secret Rotation Verified']);
  expect(told[1]!.detail).toMatchObject({ connectionId: refused, from: 'connected', to: 'refused', code: 'bad_credentials' });
}, 60_000);

it('a label that moves back is verified again', async () => {
  const [earlier, later] = [freshToken(), freshToken()];
  const versions: string[] = [];
  for (const token of [earlier, later]) {
    accepted = token;
    const { versionId } = await rotate(token);
    await summaryOf(versionId);
    versions.push(versionId);
  }
  // Sooner than that the event and the watch may speak of one move.
  product.stack.clock.advance('PT11M');
  [accepted, sent.length] = [earlier, 0];
  const [MoveToVersionId, RemoveFromVersionId] = versions;
  await product.askAws('UpdateSecretVersionStage', { SecretId: made.arn, VersionStage: 'AWSCURRENT', MoveToVersionId, RemoveFromVersionId });
  await eventually(() => expect(summariesOf(String(MoveToVersionId))).toHaveLength(2));
  expect(sent.map(({ token }) => token === earlier)).toEqual(Array(DEPENDENTS).fill(true));
}, 60_000);

/** An hour later the watch has looked at every secret. */
async function nextRoundOfWatch(): Promise<void> {
  const ended = (): number => product.stack.lines.filter((line) => line.includes('watch-secrets') && line.includes('"end":"done"')).length;
  const before = ended();
  product.stack.clock.advance('PT1H');
  await eventually(() => ended() > before);
}

it('the watch begins no run for a version that an event told of', async () => {
  await nextRoundOfWatch();
  accepted = freshToken();
  const { versionId } = await rotate(accepted);
  await summaryOf(versionId);
  const runs = async (): Promise<readonly Loose[]> => {
    const authorization = `Bearer ${await product.stack.token(['*:admin'])}`;
    return (await product.call('GET /v1/verification-runs?limit=100', undefined, { authorization })).body['items'];
  };
  const before = await runs();
  expect(before.filter(({ secret }) => secret?.versionId === versionId)).toHaveLength(1);
  await nextRoundOfWatch();
  expect(await runs()).toEqual(before);
}, 60_000);

it('a rotation that no event told of is found by the next round of the watch, which verifies what depends on it', async () => {
  await nextRoundOfWatch();
  sent.length = 0;
  accepted = freshToken();
  product.stack.aws.faults.set({ kind: 'lost_event', action: 'PutSecretValue', times: 1 });
  const { versionId } = await rotate(accepted);
  product.stack.clock.advance('PT1H');
  expect(await summaryOf(versionId)).toMatchObject({ secretArn: made.arn, total: DEPENDENTS, counts: { authorized: DEPENDENTS } });
  expect(sent.map(({ token }) => token === accepted)).toEqual(Array(DEPENDENTS).fill(true));
  const told = product.stack.events().filter(({ 'detail-type': type, detail }) => type === 'Secret Label Updated' && detail['versionId'] === versionId);
  expect(told).toEqual([]);
}, 60_000);
