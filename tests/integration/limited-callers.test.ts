import { expect, it } from 'vitest';
import { runCli } from '../../infra/cli/run.ts';
import { GUIDE } from '../../infra/local/seed.ts';
import { itemsOf } from '../helpers/administrator.ts';
import { Folder } from '../helpers/cli.ts';
import { type Answer, type Loose, maskOf, useProduct } from '../helpers/product.ts';

// The numbers that deploy: 60 tests a minute by one caller and 120 of one host, of which a route lets 20 through at once and 10 a second.
const product = useProduct(async () => ({ shell: { LOCAL_LIMITS: 'deployed' }, hasSchedules: false }));
const BURST = 20;

type Caller = Readonly<Record<string, string>>;
const as = async (subject: string, role = 'demo:editor'): Promise<Caller> => ({
  authorization: `Bearer ${await product.stack.token([role], { subject, lifetimeSeconds: 7_200 })}`,
});
const test = (caller: Caller, baseUrl = `http://${product.stack.jira.host}`): Promise<Answer<Loose>> =>
  product.test({ connector: 'jira-dc', config: { baseUrl, personalAccessToken: maskOf(GUIDE.key, GUIDE.arn) } }, { ...caller });

function nextMinute(): void {
  const { clock } = product.stack;
  clock.advance(`PT${60 - (Math.floor(clock.now() / 1_000) % 60)}S`);
}
/** As many as the route lets through at once, and two seconds until it does so again. */
async function tests(caller: Caller, count: number): Promise<readonly string[]> {
  const ends: string[] = [];
  for (let sent = 0; sent < count; sent += BURST) {
    product.stack.clock.advance('PT2S');
    const answers = await Promise.all(Array.from({ length: Math.min(BURST, count - sent) }, () => test(caller)));
    ends.push(...answers.map(({ httpStatus, body }) => `${httpStatus} ${body['code']}`));
  }
  return ends;
}
const all = (count: number, end: string): readonly string[] => Array.from({ length: count }, () => end);

it('the 61st test of a caller in a minute, and the 121st of a host, are refused before a secret is read or anything is sent', async () => {
  const [ada, bob, eve, admin] = await Promise.all([as('ada'), as('bob'), as('eve', 'other:editor'), as('root', '*:admin')]);
  nextMinute();
  expect(await tests(ada, 60)).toEqual(all(60, '200 ok'));
  expect((await product.call('DELETE /v1/secrets/cache', undefined, { ...admin })).httpStatus).toBe(204);
  product.stack.clock.advance('PT2S');
  product.resetCounts();
  const refused = await test(ada);
  expect([refused.httpStatus, refused.headers.get('content-type'), refused.body['code']]).toEqual([429, 'application/problem+json', 'rate_limited_caller']);
  const patience = Number(refused.headers.get('retry-after'));
  expect(Number.isInteger(patience) && patience >= 1 && patience <= 60).toBe(true);
  expect(await tests(ada, BURST)).toEqual(all(BURST, '429 rate_limited_caller'));
  expect(product.spent()).toEqual({ reads: 0, tags: 0, sessions: 0, jira: 0 });

  expect(await tests(bob, 60)).toEqual(all(60, '200 ok'));
  expect((await product.call('DELETE /v1/secrets/cache', undefined, { ...admin })).httpStatus).toBe(204);
  product.stack.clock.advance('PT2S');
  product.resetCounts();
  const third = await test(eve);
  expect([third.httpStatus, third.body['code'], third.body['title']]).toEqual([
    429,
    'rate_limited_caller',
    `Host ${product.stack.jira.host} has been tested too often: there may be 120 tests by hand a minute of one host, whoever asks for them.`,
  ]);
  expect(product.spent()).toEqual({ reads: 0, tags: 0, sessions: 0, jira: 0 });
  expect((await test(eve, 'https://jira.example.com')).body['code']).toBe('destination_denied');

  product.stack.clock.advance(`PT${patience}S`);
  product.stack.clock.advance('PT2S');
  for (const caller of [ada, eve]) expect((await test(caller)).body['code']).toBe('ok');
  const kept = [...(await itemsOf(product.stack.aws.url))].find(([name]) => name.endsWith('BudgetsTable'))?.[1] ?? '';
  expect(JSON.parse(kept).length).toBeGreaterThan(3);
  expect(kept).not.toMatch(/\b(?:ada|bob|eve)\b|127\.0\.0\.1/);
}, 120_000);

it('a route that is asked too often is answered by the gateway, which looks at no token then', async () => {
  product.stack.clock.advance('PT2S');
  const answers = await Promise.all(Array.from({ length: 3 * BURST }, () => test({ authorization: 'Bearer nobody' })));
  const ends = answers.map(({ httpStatus, body, headers }) => `${httpStatus} ${body['message']} ${headers.get('retry-after')}`);
  expect([...new Set(ends)].toSorted()).toEqual(['401 Unauthorized null', '429 Too Many Requests null']);
  expect(ends.filter((end) => end.startsWith('401')).length).toBeGreaterThanOrEqual(BURST);
  expect((await product.call('GET /v1/connectors')).httpStatus).toBe(200);
});

it('the command line waits, says so, and goes on: a folder with more files than the budget has tests is tested to the end', async () => {
  const { clock, jira, url } = product.stack;
  const [folder, written] = [await Folder.make(), [] as string[]];
  const config = { baseUrl: `http://${jira.host}`, personalAccessToken: maskOf(GUIDE.key, GUIDE.arn) };
  for (let nth = 10; nth < 80; nth += 1) await folder.write(`jira-${nth}.json`, { name: `Jira ${nth}`, project: 'demo', connector: 'jira-dc', config });
  nextMinute();
  const sleep = async (ms: number): Promise<void> => void clock.advance(`PT${Math.ceil(ms / 1_000)}S`);
  const output = { isTerminal: false, write: (text: string) => void written.push(text) };
  const token = await product.stack.token(['demo:editor'], { subject: 'ci', lifetimeSeconds: 7_200 });
  const exitCode = await runCli(['test', folder.path], { env: { SMR_URL: url, SMR_TOKEN: token }, stdout: output, stderr: output, now: clock.now, sleep });
  await folder.remove();
  expect(written.join('')).toContain('\n70 authorized.\n');
  expect(written.join('')).toMatch(/The API has been asked too often \(HTTP 429\): going on in \d+ s\./);
  expect(exitCode).toBe(0);
});

it('refusals are counted in the metric, by the name of the function alone', () => {
  const lines = product.stack.lines.filter((line) => line.includes('callersLimited'));
  expect(lines.length).toBeGreaterThan(BURST);
  expect(lines.join('')).not.toMatch(/\b(?:ada|bob|eve)\b|jira/);
});
