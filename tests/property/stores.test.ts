import { type GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type Arbitrary, array, assert, asyncProperty, boolean, constant, integer, oneof, option, record } from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PROJECTS, SECRETS, type Step, StoreHistory, type Told } from './store-histories.ts';

const HISTORIES = 10_000;
const project = integer({ min: 0, max: PROJECTS - 1 });
const role = integer({ min: -1, max: PROJECTS - 1 });
const secret = integer({ min: 0, max: SECRETS - 1 });
const step: Arbitrary<Step> = oneof(
  { weight: 10, arbitrary: record({ do: constant('test' as const), project, secret, fresh: boolean() }) },
  { weight: 8, arbitrary: record({ do: constant('grant' as const), role, secret }) },
  { weight: 2, arbitrary: record({ do: constant('revoke' as const), role, secret }) },
  { weight: 1, arbitrary: record({ do: constant('rotate' as const), secret }) },
  { weight: 1, arbitrary: record({ do: constant('purge' as const), project: option(project), secret: option(secret) }) },
  { weight: 2, arbitrary: record({ do: constant('switch' as const), project, role }) },
  { weight: 1, arbitrary: record({ do: constant('pass' as const), ms: integer({ min: 1, max: 70_000 }) }) },
  { weight: 14, arbitrary: record({ do: constant('land' as const), which: integer({ min: 0, max: 5 }) }) },
);

let history: StoreHistory;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  Object.assign(STSClient.prototype, { send: ({ input }: AssumeRoleCommand) => history.assume(input) });
  Object.assign(SecretsManagerClient.prototype, {
    async send(this: SecretsManagerClient, { input }: GetSecretValueCommand) {
      const { accessKeyId } = await this.config.credentials();
      return history.read(accessKeyId, input);
    },
  });
});
afterEach(() => {
  // What was put in hid the method of the class they extend.
  for (const { prototype } of [STSClient, SecretsManagerClient]) Reflect.deleteProperty(prototype, 'send');
  vi.useRealTimers();
});

it(`in ${HISTORIES} random histories no project gets a value that was not read for it, under the role of its own store, or from before it was denied or to be forgotten`, async () => {
  const told: Told = { values: 0, cached: 0, denied: 0, shared: 0 };
  const startMs = Date.UTC(2026, 10, 23, 12);
  const clock = {
    get ms() {
      return Date.now();
    },
    set ms(ms) {
      vi.setSystemTime(ms);
    },
  };
  await assert(
    asyncProperty(array(step, { minLength: 10, maxLength: 60, size: 'max' }), async (steps) => {
      vi.setSystemTime(startMs);
      history = new StoreHistory(clock, told);
      await history.run(steps);
      expect(history.wrong).toEqual([]);
    }),
    { numRuns: HISTORIES },
  );
  // Nothing was shown in vain: values, from caches too, and of roles that several projects share.
  for (const [what, count] of Object.entries(told)) expect([what, count > HISTORIES / 10]).toEqual([what, true]);
}, 300_000);
