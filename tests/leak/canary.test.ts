import { expect, it } from 'vitest';
import { GUIDE } from '../../infra/local/seed.ts';
import { formsOf, freshCanary, freshToken, leaksIn } from '../helpers/canary.ts';
import { maskOf, Product } from '../helpers/product.ts';

it.each([...formsOf(freshCanary()).keys()])('a secret planted in a sink is found when it is written as %s', (form) => {
  const secret = freshCanary();
  const sinks = new Map([
    ['clean', 'nothing here'],
    ['planted', `before ${formsOf(secret).get(form)} after`],
  ]);
  expect(leaksIn(sinks, [freshToken(), secret])).toContainEqual({ sink: 'planted', form });
});

it.each(['', 'a', 'ab', 'abc', 'abcd'])('a Basic header of the user "%s" is found by the password in it', (user) => {
  const secret = freshToken();
  const header = `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
  expect(leaksIn(new Map([['header', header]]), [secret]).length).toBeGreaterThan(0);
});

it('a clean sink has no leaks', () => {
  expect(leaksIn(new Map([['log', JSON.stringify({ status: 'authorized', arn: GUIDE.arn })]]), [freshCanary(), freshToken()])).toEqual([]);
});

it('a leak planted in the running product is found, and the same run without it is clean', async () => {
  const product = new Product();
  await product.start({});
  try {
    const secret = product.remember(freshToken());
    const ask = (key: string) =>
      product.call('POST /v1/connections/lint', {
        connector: 'jira-dc',
        config: { baseUrl: product.stack.jira.url, personalAccessToken: maskOf(key, GUIDE.arn) },
      });
    await ask('an.ordinary.key');
    expect(leaksIn(product.sinks, product.secrets)).toEqual([]);
    // Lint answers key names: one that is a secret's value is a leak made on purpose.
    await ask(secret);
    expect(leaksIn(product.sinks, product.secrets)).toContainEqual({ sink: 'answers', form: 'raw' });
  } finally {
    await product.close();
  }
});
