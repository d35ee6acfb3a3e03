import { afterAll, describe, expect, it } from 'vitest';
import { freshToken } from '../helpers/canary.ts';
import { maskOf, useProduct } from '../helpers/product.ts';
import { startTarget, type Target } from '../helpers/target.ts';

let target: Target;
const product = useProduct(async () => {
  target = await startTarget((_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  return { localTargets: [target.host], hasSchedules: false };
});
afterAll(() => target.close());

type Tags = Readonly<Record<string, string>>;

const secretTagged = (tags: Tags): Promise<string> =>
  product.createSecret(`tags-${freshToken()}`, JSON.stringify({ k: product.remember(freshToken()) }), { ...tags });
const asking = (arn: string) =>
  product.test({ connector: 'generic-http', method: 'bearer', config: { baseUrl: target.url, path: '/v1/me', token: maskOf('k', arn) } });

/** The tags become exactly these. */
async function retag(arn: string, tags: Tags): Promise<void> {
  const { Tags: before = [] } = await product.askAws('DescribeSecret', { SecretId: arn });
  await product.askAws('UntagResource', { SecretId: arn, TagKeys: before.map(({ Key }: { Key: string }) => Key) });
  const after = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  if (after.length > 0) await product.askAws('TagResource', { SecretId: arn, Tags: after });
}

/** What was sent and read for these secrets, asked for once each. */
async function spentOn(arns: readonly string[]) {
  product.resetCounts();
  const before = target.requests.length;
  const codes = [];
  for (const arn of arns) codes.push((await asking(arn)).body['code']);
  return { codes: [...new Set(codes)], sent: target.requests.length - before, reads: product.spent().reads };
}
const DENIED = { codes: ['destination_denied'], sent: 0, reads: 0 };

const good = (): Tags => ({ 'connection-hosts': `${target.host}/` });
/** Tags that say no, or nothing that is understood. */
const NARROWER: readonly (readonly [string, () => Tags])[] = [
  ['no tag', () => ({})],
  ['another tag', () => ({ team: 'crm' })],
  ['a key without its s', () => ({ 'connection-host': `${target.host}/` })],
  ['a key in upper case', () => ({ 'Connection-Hosts': `${target.host}/` })],
  ['a key with an underscore', () => ({ connection_hosts: `${target.host}/` })],
  ['a key with two letters exchanged', () => ({ 'conneciton-hosts': `${target.host}/` })],
  ['a key with a space', () => ({ 'connection-hosts ': `${target.host}/` })],
  ['a continuation that is one too far', () => ({ 'connection-hosts-5': `${target.host}/` })],
  ['an empty text', () => ({ 'connection-hosts': '' })],
  ['a space', () => ({ 'connection-hosts': ' ' })],
  ['an address', () => ({ 'connection-hosts': `${target.url}/` })],
  ['a path that is not closed', () => ({ 'connection-hosts': `${target.host}/v1` })],
  ['a path that goes up', () => ({ 'connection-hosts': `${target.host}/x/../` })],
  ['a path of two slashes', () => ({ 'connection-hosts': `${target.host}//` })],
  ['the host beside what does not parse', () => ({ 'connection-hosts': `${target.host}/ @` })],
  ['the host, and a continuation that does not parse', () => ({ 'connection-hosts': `${target.host}/`, 'connection-hosts-2': '=' })],
  ['a port that is none', () => ({ 'connection-hosts': '127.0.0.1:99999/' })],
  ['the host without its port', () => ({ 'connection-hosts': '127.0.0.1/' })],
  ['another port', () => ({ 'connection-hosts': '127.0.0.1:1/' })],
  ['another host', () => ({ 'connection-hosts': 'api.example.com/' })],
  ['no path', () => ({ 'connection-hosts': target.host })],
  ['another path', () => ({ 'connection-hosts': `${target.host}/v2/` })],
  ['a longer path', () => ({ 'connection-hosts': `${target.host}/v1/me/` })],
  ['another project', () => ({ ...good(), 'connection-projects': 'crm' })],
  ['projects that do not parse', () => ({ ...good(), 'connection-projects': 'demo=' })],
];

it.each(NARROWER)('a secret with %s is not read', async (_, tags) => {
  expect(await spentOn([await secretTagged(tags())])).toEqual(DENIED);
});

/** Secrets that were read and sent just now, whose owners then changed their minds. */
async function narrowed(): Promise<readonly string[]> {
  const arns = await Promise.all(NARROWER.map(() => secretTagged(good())));
  expect(await spentOn(arns)).toEqual({ codes: ['ok'], sent: arns.length, reads: arns.length });
  for (const [index, [, tags]] of NARROWER.entries()) await retag(arns[index]!, tags());
  return arns;
}

describe('once the owner has narrowed a tag', () => {
  it('nothing is sent or read after 60 s', async () => {
    const arns = await narrowed();
    await product.call('POST /local/clock', { advance: 'PT60S' });
    expect(await spentOn(arns)).toEqual(DENIED);
  });

  it('nothing is sent or read from when everything is forgotten', async () => {
    const admin = { authorization: `Bearer ${await product.stack.token(['*:admin'])}` };
    const arns = await narrowed();
    expect((await product.call('DELETE /v1/secrets/cache', undefined, admin)).httpStatus).toBeLessThan(300);
    expect(await spentOn(arns)).toEqual(DENIED);
  });

  it('nothing of one secret is sent or read from when it is forgotten', async () => {
    const admin = { authorization: `Bearer ${await product.stack.token(['*:admin'])}` };
    const [arn = ''] = await narrowed();
    expect((await product.call(`DELETE /v1/secrets/cache?arn=${encodeURIComponent(arn)}`, undefined, admin)).httpStatus).toBeLessThan(300);
    expect(await spentOn([arn])).toEqual(DENIED);
  });
});

it('a tag that is put right again is followed at once', async () => {
  const arn = await secretTagged({});
  expect(await spentOn([arn])).toEqual(DENIED);
  await retag(arn, good());
  expect(await spentOn([arn])).toEqual({ codes: ['ok'], sent: 1, reads: 1 });
});
