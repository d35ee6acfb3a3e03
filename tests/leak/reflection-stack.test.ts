import { afterAll, beforeAll, expect, it } from 'vitest';
import { ENCODINGS } from '../helpers/leak/encodings.ts';
import { coveringReflections, plantReflected, type Reflected } from '../helpers/leak/reflected-connections.ts';
import { type ReflectingTarget, startReflectingTarget } from '../helpers/leak/reflecting-target.ts';
import { testedByHand, verifiedByWorker } from '../helpers/leak/reflection-story.ts';
import { PLACES } from '../helpers/leak/reflections.ts';
import { freshOfEveryShape } from '../helpers/leak/shapes.ts';
import { freshToken, leaksIn } from '../helpers/canary.ts';
import { type Loose, maskOf, useProduct } from '../helpers/product.ts';

// The whole stack against targets that say back what they were sent. `useProduct` searches every sink at the end; `npm run prove reflection` tries every cell.
const values = freshOfEveryShape();
let target: ReflectingTarget;
let connectionTo: (of: Reflected) => Loose;
const product = useProduct(async () => {
  target = await startReflectingTarget({ mint: () => product.remember(freshToken()) });
  return { localTargets: [target.host] };
});
beforeAll(async () => void (connectionTo = await plantReflected(product, target, values)));
afterAll(() => target.close());

it.each([
  ['by hand', testedByHand],
  ['by the worker', verifiedByWorker],
])(
  'what a target says back of a credential stands in no sink: every shape in every encoding, tested %s',
  async (how, tested) => {
    const reflections = coveringReflections(values.keys(), how === 'by hand' ? 0 : 1);
    const before = new Map(target.received);
    const codes = await tested(reflections, { product, connectionTo });
    for (const value of values.values())
      expect(target.received.get(value)! - (before.get(value) ?? 0)).toBeGreaterThanOrEqual(reflections.length / values.size);
    expect([...codes.values()].reduce((sum, count) => sum + count, 0)).toBe(reflections.length);
    expect([...codes.keys()]).toEqual(expect.arrayContaining(['ok', 'bad_credentials', 'forbidden', 'redirect_blocked', 'unexpected_response']));
    expect(leaksIn(product.sinks, product.secrets)).toEqual([]);
  },
  240_000,
);

it('each sink that a reflection could get into has something in it', async () => {
  const sinks = await product.everySink();
  const filled = [...sinks].filter(([, text]) => text.length > 1_000).map(([name]) => name.replace('secret-mask-resolver-local-', ''));
  const tables = ['Attempts', 'Connections', 'Idempotency', 'Runs', 'SecretUses', 'Verifications'].map((name) => `table ${name}Table`);
  expect(filled).toEqual(expect.arrayContaining(['answers', 'stdout and stderr of the functions, and the request log', 'events', ...tables]));
});

it('a token that was minted for the secret stands in no sink when it is said back', async () => {
  // A key for each, since what was refused is not sent again soon.
  const cells = [...PLACES.keys()].map((_, at) => at * (ENCODINGS.size + 1));
  const keys = cells.map((cell) => [`k${cell}`, product.remember(freshToken())] as const);
  const arn = await product.createSecret(`minting/${freshToken()}`, JSON.stringify(Object.fromEntries(keys)), { 'connection-hosts': `${target.host}/` });
  const secrets = product.secrets.size;
  for (const cell of cells) {
    const config = { baseUrl: target.url, tokenUrl: `${target.url}/token`, clientId: 'reader', clientSecret: maskOf(`k${cell}`, arn), clientAuth: 'body' };
    await product.test({ connector: 'generic-http', method: 'oauth2_client_credentials', config: { ...config, path: `/cell/${cell}` } });
  }
  const minted = [...product.secrets].slice(secrets);
  expect(minted.map((token) => target.received.get(token))).toEqual(cells.map(() => 1));
});
