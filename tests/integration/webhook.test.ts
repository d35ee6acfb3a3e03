import { randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { isGenuine } from '../../infra/samples/receive-notices/is-genuine.ts';
import { GUIDE } from '../../infra/local/seed.ts';
import { leaksIn } from '../helpers/canary.ts';
import { packageService } from '../helpers/packaged-service.ts';
import { type Loose, maskOf, useProduct } from '../helpers/product.ts';
import { eventually } from '../helpers/eventually.ts';

// The webhook as it deploys: a change of state, the rule, the function under its roles, and a receiver on loopback that checks what it gets.
type Post = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: Buffer };
const NAME = 'notices/signing';
const SIGNING = { name: NAME, suffix: 'Ab12Cd', arn: `arn:aws:secretsmanager:us-east-1:137149879143:secret:${NAME}-Ab12Cd` };
const KEY_BYTES = randomBytes(32).toString('base64');
const KEY = `whsec_${KEY_BYTES}`;

const posts: Post[] = [];
/** How the next posts are answered, 204 where nothing is said; "hang up" is no answer. */
const answers: (number | 'hang up')[] = [];
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    posts.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) });
    const answer = answers.shift() ?? 204;
    if (answer === 'hang up') request.socket.destroy();
    else response.writeHead(answer).end();
  });
});

const product = useProduct(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  const host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const parameters = { noticeWebhookUrl: `http://${host}/in`, noticeWebhookKey: maskOf('signing.key', SIGNING.arn), noticeEmail: 'team@example.com' };
  const service = await packageService(parameters);
  cleanUp = service.remove;
  return { localTargets: [host], packagedIn: pathToFileURL(`${service.directory}/`) };
});
let cleanUp = async (): Promise<void> => {};

beforeAll(() => {
  // Without a tag: no connection could be sent this key.
  product.stack.aws.store.seedSecret({ ...SIGNING, keyValues: { 'signing.key': product.remember(KEY) }, tags: {} });
  product.remember(KEY_BYTES);
  return async () => {
    receiver.closeAllConnections();
    receiver.close();
    await cleanUp();
  };
});

const connect = async (): Promise<string> => {
  const config = { baseUrl: product.stack.jira.url, personalAccessToken: maskOf(GUIDE.key, GUIDE.arn) };
  return String((await product.call('POST /v1/connections', { name: `Told ${randomBytes(4).toString('hex')}`, connector: 'jira-dc', config })).body['id']);
};
/** Brings a fresh connection from `untested` to `connected`: one change. */
const change = async (): Promise<string> => {
  const id = await connect();
  expect((await product.call(`POST /v1/connections/${id}/test`)).body).toMatchObject({ code: 'ok' });
  return id;
};
const postsAbout = (id: string): readonly Post[] => posts.filter(({ body }) => body.includes(id));
const nowSeconds = (): number => product.stack.clock.now() / 1_000;
const told = (post: Post): Loose => JSON.parse(post.body.toString('utf8'));

it('a change of state is one signed POST, with the event as it is on the bus; under another key it is not genuine', async () => {
  const id = await change();
  await eventually(() => expect(postsAbout(id)).toHaveLength(1));
  const [post] = postsAbout(id);
  const event = product.stack.events().find(({ detail }) => detail['connectionId'] === id);
  expect(told(post!)).toEqual(event);
  expect(told(post!)['detail']).toMatchObject({ from: 'untested', to: 'connected', code: 'ok' });
  expect(post!.path).toBe('/in');
  expect(post!.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': event?.detail['id'], 'user-agent': 'secret-mask-resolver' });
  expect(isGenuine(post!, KEY, nowSeconds())).toBe(true);
  expect(isGenuine(post!, `whsec_${randomBytes(32).toString('base64')}`, nowSeconds())).toBe(false);
  expect(isGenuine({ ...post!, body: Buffer.from(post!.body.toString().replace('connected', 'refused')) }, KEY, nowSeconds())).toBe(false);
}, 60_000);

it('who is told by e-mail sees it on this machine: as a line, and at GET /local/mail', async () => {
  const id = await change();
  await eventually(() => expect(postsAbout(id)).toHaveLength(1));
  const items: readonly Loose[] = (await product.call('GET /local/mail')).body['items'];
  const mails = items.filter(({ text }) => String(text).includes(id));
  expect(mails).toEqual([{ to: 'team@example.com', topic: expect.stringContaining('ConnectionNotices'), at: expect.any(String), text: expect.any(String) }]);
  expect(JSON.parse(String(mails[0]!['text']))).toEqual(told(postsAbout(id)[0]!));
  expect(product.stack.lines.filter((line) => line.startsWith('[mail] to team@example.com: ') && line.includes(id))).toHaveLength(1);
});

const failures = (): number => product.stack.lines.filter((line) => line.includes('send-notices] failed on an event')).length;
/** Moves the clock on to the next attempt, once the one before it has failed. */
async function tryAgain(duration: string, seen: { readonly failures: number; readonly id: string }): Promise<void> {
  const before = postsAbout(seen.id).length;
  await eventually(() => expect(failures()).toBe(seen.failures));
  product.stack.clock.advance(duration);
  await eventually(() => expect(postsAbout(seen.id)).toHaveLength(before + 1));
}
const givenUp = (): readonly string[] => product.stack.lines.filter((line) => line.includes('gave an event up'));

it('a receiver that is down is told again, after a minute and after two more, with the same id, until it takes it; then no more', async () => {
  answers.push(503, 'hang up');
  const id = await change();
  await eventually(() => expect(postsAbout(id)).toHaveLength(1));
  await tryAgain('PT1M', { failures: 1, id });
  await tryAgain('PT2M', { failures: 2, id });
  const [first, second, third] = postsAbout(id).map(({ headers }) => headers);
  expect([second!['webhook-id'], third!['webhook-id']]).toEqual([first!['webhook-id'], first!['webhook-id']]);
  expect(Number(second!['webhook-timestamp']) - Number(first!['webhook-timestamp'])).toBeGreaterThanOrEqual(60);
  expect(Number(third!['webhook-timestamp']) - Number(second!['webhook-timestamp'])).toBeGreaterThanOrEqual(120);
  expect(isGenuine(postsAbout(id)[2]!, KEY, nowSeconds())).toBe(true);
  // A whole change between taking it and moving the clock on, so that the attempt has ended: else it would be told again.
  const passedOn = async (): Promise<void> => {
    const other = await change();
    await eventually(() => expect(postsAbout(other)).not.toEqual([]));
  };
  await passedOn();
  product.stack.clock.advance('PT10M');
  await passedOn();
  expect(postsAbout(id)).toHaveLength(3);
  expect(givenUp()).toEqual([]);
}, 60_000);

it('what was refused three times, be it for good, is a dead letter', async () => {
  answers.push(410, 410, 410);
  const id = await change();
  await eventually(() => expect(postsAbout(id)).toHaveLength(1));
  await tryAgain('PT1M', { failures: 3, id });
  await tryAgain('PT2M', { failures: 4, id });
  await eventually(() => expect(givenUp()).toEqual([expect.stringMatching(/send-notices\] gave an event up after 3 attempts; it is in .*EventDeadLetters/)]));
}, 60_000);

it('no POST holds the key, nor any other secret of this run, in any form', () => {
  const sent = posts.map(({ headers, body }) => JSON.stringify(headers) + body.toString('utf8')).join('\n');
  expect(posts.length).toBeGreaterThanOrEqual(8);
  expect(leaksIn(new Map([['posts', sent]]), product.secrets)).toEqual([]);
});
