import { expect, it } from 'vitest';
import { plantProject } from '../../infra/local/seed-project.ts';
import { plantConnections } from '../../infra/local/seed-connections.ts';
import { type Loose, useProduct } from '../helpers/product.ts';

const product = useProduct();
const listed = async (): Promise<readonly Loose[]> => (await product.call('GET /v1/connections')).body['items'];

it('the first start stores one connection that works and one that is refused', async () => {
  await plantConnections(product.stack);
  const codes = new Map<string, string>();
  for (const { id, name } of await listed()) codes.set(name, (await product.call(`POST /v1/connections/${id}/test`)).body['code']);
  expect(Object.fromEntries(codes)).toEqual({ 'Demo Jira': 'ok', 'Demo Jira with a retired token': 'bad_credentials' });
  expect(new Set((await listed()).map((each) => each['standing']['state']))).toEqual(new Set(['connected', 'refused']));
});

it('a later start leaves them alone, and moves their address where the demo Jira has moved', async () => {
  const { stack } = product;
  await plantConnections({ ...stack, seed: { ...stack.seed, plantedFor: stack.jira.host } });
  expect((await listed()).map((each) => each['revision'])).toEqual([1, 1]);
  const elsewhere = { ...stack.jira, url: 'http://127.0.0.1:3999', host: '127.0.0.1:3999' };
  await plantConnections({ ...stack, jira: elsewhere, seed: { ...stack.seed, plantedFor: stack.jira.host } });
  expect((await listed()).map((each) => [each['revision'], each['config']['baseUrl']])).toEqual([
    [2, elsewhere.url],
    [2, elsewhere.url],
  ]);
});

it('the first start describes the project demo, and a later one leaves it as it is', async () => {
  const { stack } = product;
  const admin = { authorization: `Bearer ${await stack.token(['*:admin'])}` };
  await plantProject(stack);
  const described = await product.call('GET /v1/projects/demo', undefined, admin);
  expect(described.body).toMatchObject({ id: 'demo', name: 'Demo', revision: 1 });
  await plantProject({ ...stack, seed: { ...stack.seed, plantedFor: stack.jira.host } });
  expect((await product.call('GET /v1/projects/demo', undefined, admin)).body).toEqual(described.body);
});
