import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { DescribeSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Vault } from '../../../shared/secrets/vault.ts';
import { answered, arnOf, awsError, codeOf, CRM, JIRA, maskOf, pretendAws, type PretendAws, READER, vaultsNow } from './pretend-aws.ts';
import { eventually } from '../../helpers/eventually.ts';

let aws: PretendAws;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: new Date('2026-11-23T10:00:00.900Z') });
  aws = pretendAws();
});
afterEach(() => {
  aws.restore();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const MASK = maskOf(JIRA, 'token');
const valueOf = async (vault: Vault, options = {}): Promise<string> => (await vault.fetchSecrets([MASK], options)).valueOf(MASK).reveal();

it.each([0, 0.25, 0.5, 0.999_999])('a value lives whole seconds, between 45 and 60 (random %d), decided by Powertools', async (random) => {
  const get = vi.spyOn(SecretsProvider.prototype, 'get');
  const vault = vaultsNow(() => random).vaultFor(READER);
  await valueOf(vault);
  const maxAge = get.mock.calls[0]![1]!.maxAge!;
  expect(Number.isInteger(maxAge)).toBe(true);
  expect(maxAge).toBeGreaterThanOrEqual(45);
  expect(maxAge).toBeLessThanOrEqual(60);
  vi.setSystemTime(Date.now() + maxAge * 1_000);
  await valueOf(vault);
  expect(aws.gets()).toBe(1);
  vi.setSystemTime(Date.now() + 1);
  await valueOf(vault);
  expect(aws.gets()).toBe(2);
});

it('ages are spread over the whole range, so that what was cached together does not expire together', async () => {
  const get = vi.spyOn(SecretsProvider.prototype, 'get');
  for (const random of [0, 0.999_999]) await valueOf(vaultsNow(() => random).vaultFor(READER));
  expect(get.mock.calls.map(([, options]) => options!.maxAge)).toEqual([45, 58]);
});

it.each([0, 0.999_999])('neither value nor tags are used 60 s after they were asked for (random %d)', async (random) => {
  const vault = vaultsNow(() => random).vaultFor(READER);
  aws.secretsManager.on(GetSecretValueCommand).callsFake(async () => {
    vi.setSystemTime(Date.now() + 1_650); // the slowest answer there can be
    return answered(JIRA, '{"token":"old"}');
  });
  const asked = Date.now();
  await vault.tagsOf(JIRA);
  await valueOf(vault);
  vi.setSystemTime(asked + 60_000);
  await vault.tagsOf(JIRA);
  await valueOf(vault);
  expect([aws.gets(), aws.describes()]).toEqual([2, 2]);
});

it('a long life does not grow longer by being used', async () => {
  const vault = vaultsNow(() => 0.999_999).vaultFor(READER);
  for (let second = 0; second <= 60; second += 5) {
    await valueOf(vault);
    vi.setSystemTime(Date.now() + 5_000);
  }
  expect(aws.gets()).toBe(2);
});

it('an expired value leaves memory by itself, from our records and from the store of Powertools', async () => {
  const get = vi.spyOn(SecretsProvider.prototype, 'get');
  await valueOf(vaultsNow().vaultFor(READER));
  const store: unknown = Reflect.get(get.mock.contexts[0]!, 'store');
  expect(store).toHaveProperty('size', 1);
  await vi.advanceTimersByTimeAsync(44_000);
  expect(store).toHaveProperty('size', 1);
  await vi.advanceTimersByTimeAsync(17_000);
  expect(store).toHaveProperty('size', 0);
  expect(vi.getTimerCount()).toBe(0);
});

it('a forced fetch asks again, and what it brings is what everybody gets from then on', async () => {
  const vault = vaultsNow().vaultFor(READER);
  await valueOf(vault);
  aws.getAnswers('{"token":"rotated"}', 'v2');
  expect(await valueOf(vault)).toBe(`value-of-${JIRA}`);
  expect(await valueOf(vault, { fresh: true })).toBe('rotated');
  expect(await valueOf(vault)).toBe('rotated');
  expect(aws.gets()).toBe(2);
});

it('a forced fetch does not content itself with a request that left before it', async () => {
  const vault = vaultsNow().vaultFor(READER);
  const answers: ((text: string) => void)[] = [];
  aws.secretsManager
    .on(GetSecretValueCommand)
    .callsFake(() => new Promise((resolve) => answers.push((text) => resolve(answered(JIRA, `{"token":"${text}"}`)))));
  const early = valueOf(vault);
  await eventually(() => expect(answers).toHaveLength(1));
  const forced = [valueOf(vault, { fresh: true }), valueOf(vault, { fresh: true })];
  await eventually(() => expect(answers).toHaveLength(2));
  answers[0]!('old');
  answers[1]!('rotated');
  expect(await Promise.all([early, ...forced])).toEqual(['rotated', 'rotated', 'rotated']);
  expect(await valueOf(vault)).toBe('rotated');
  expect(aws.gets()).toBe(2);
});

it('an expired value is not used in place of a request that a forced fetch overtook', async () => {
  const vault = vaultsNow().vaultFor(READER);
  await valueOf(vault);
  vi.setSystemTime(Date.now() + 60_001); // the timer that lets go of what expired has not gone by: a function that was frozen
  const answers: ((text: string) => void)[] = [];
  aws.secretsManager
    .on(GetSecretValueCommand)
    .callsFake(() => new Promise((resolve) => answers.push((text) => resolve(answered(JIRA, `{"token":"${text}"}`)))));
  const early = valueOf(vault);
  await eventually(() => expect(answers).toHaveLength(1));
  const forced = valueOf(vault, { fresh: true });
  await eventually(() => expect(answers).toHaveLength(2));
  answers[0]!('overtaken');
  await new Promise((resolve) => setImmediate(resolve));
  answers[1]!('rotated');
  expect(await Promise.all([early, forced])).toEqual(['rotated', 'rotated']);
});

it.each(['one secret', 'everything'])('forgetting %s drops value and tags together, for every reader', async (what) => {
  const vaults = vaultsNow();
  const readers = [READER, { ...READER, project: 'other' }].map((reader) => vaults.vaultFor(reader));
  const readAll = async (): Promise<void> => {
    for (const vault of readers) {
      await vault.tagsOf(JIRA);
      await valueOf(vault);
    }
  };
  await readAll();
  await readAll();
  expect([aws.gets(), aws.describes()]).toEqual([2, 2]);
  vaults.forget(what === 'everything' ? undefined : JIRA);
  await readAll();
  expect([aws.gets(), aws.describes()]).toEqual([4, 4]);
});

it('forgetting one secret keeps the others, and one reader may forget for itself', async () => {
  const vaults = vaultsNow();
  const [mine, other] = [vaults.vaultFor(READER), vaults.vaultFor({ ...READER, project: 'other' })];
  for (const vault of [mine, other]) await vault.fetchSecrets([JIRA, CRM].map((arn) => maskOf(arn, 'token')));
  mine.forget(JIRA);
  for (const vault of [mine, other]) await vault.fetchSecrets([JIRA, CRM].map((arn) => maskOf(arn, 'token')));
  expect(aws.gets()).toBe(5);
});

it('a value that is forgotten while it flies in is used by nobody', async () => {
  const vaults = vaultsNow();
  const vault = vaults.vaultFor(READER);
  const answers: ((text: string) => void)[] = [];
  aws.secretsManager
    .on(GetSecretValueCommand)
    .callsFake(() => new Promise((resolve) => answers.push((text) => resolve(answered(JIRA, `{"token":"${text}"}`)))));
  const waiting = [valueOf(vault), valueOf(vault)];
  await eventually(() => expect(answers).toHaveLength(1));
  vaults.forget(JIRA);
  const late = valueOf(vault);
  await eventually(() => expect(answers).toHaveLength(2));
  answers[0]!('old');
  await new Promise((resolve) => setImmediate(resolve));
  answers[1]!('rotated');
  expect(await Promise.all([...waiting, late])).toEqual(['rotated', 'rotated', 'rotated']);
  expect(await valueOf(vault)).toBe('rotated');
  expect(aws.gets()).toBe(2);
});

it('what was cached before it was forgotten does not come back through a request that was in the air', async () => {
  const vaults = vaultsNow();
  const vault = vaults.vaultFor(READER);
  await valueOf(vault);
  const answers: ((text: string) => void)[] = [];
  aws.secretsManager
    .on(GetSecretValueCommand)
    .callsFake(() => new Promise((resolve) => answers.push((text) => resolve(answered(JIRA, `{"token":"${text}"}`)))));
  const waiting = valueOf(vault, { fresh: true });
  await eventually(() => expect(answers).toHaveLength(1));
  vaults.forget(JIRA);
  answers[0]!('old');
  await eventually(() => expect(answers).toHaveLength(2));
  answers[1]!('rotated');
  expect(await waiting).toBe('rotated');
});

it('a secret that is forgotten again and again while it flies in means vault_unavailable', async () => {
  const vaults = vaultsNow();
  aws.secretsManager.on(GetSecretValueCommand).callsFake(async () => {
    vaults.forget(JIRA);
    return answered(JIRA, '{"token":"old"}');
  });
  expect(await codeOf(valueOf(vaults.vaultFor(READER)))).toBe('vault_unavailable');
  expect(aws.gets()).toBe(3);
});

it('the end of an older version does not end the newer one', async () => {
  const vault = vaultsNow(() => 0).vaultFor(READER);
  await valueOf(vault);
  await vi.advanceTimersByTimeAsync(30_000);
  await valueOf(vault, { fresh: true });
  await vi.advanceTimersByTimeAsync(30_000);
  await valueOf(vault);
  expect(aws.gets()).toBe(2);
});

it('a key missing in a version that was long in coming, but asked for by this test, is told at once', async () => {
  aws.secretsManager.on(GetSecretValueCommand).callsFake(async () => {
    vi.setSystemTime(Date.now() + 1_650);
    return answered(JIRA, '{"other":"x"}');
  });
  expect(await codeOf(valueOf(vaultsNow().vaultFor(READER)))).toBe('key_not_found');
  expect(aws.gets()).toBe(1);
});

it('tags that are forgotten while they fly in are not kept', async () => {
  const vaults = vaultsNow();
  const vault = vaults.vaultFor(READER);
  const answers: ((answer: unknown) => void)[] = [];
  aws.secretsManager.on(DescribeSecretCommand).callsFake(() => new Promise((resolve) => answers.push(resolve)));
  const waiting = vault.tagsOf(JIRA);
  await eventually(() => expect(answers).toHaveLength(1));
  vaults.forget(JIRA);
  answers[0]!({ ARN: JIRA, Tags: [{ Key: 'connection-hosts', Value: 'old.example' }] });
  await waiting;
  aws.secretsManager.on(DescribeSecretCommand).resolves({ ARN: JIRA, Tags: [] });
  expect([...(await vault.tagsOf(JIRA)).tags]).toEqual([]);
});

it('fresh tags are asked for again, others come from the cache', async () => {
  const vault = vaultsNow().vaultFor(READER);
  for (const options of [{}, {}, { fresh: true }, {}]) await vault.tagsOf(JIRA, options);
  expect(aws.describes()).toBe(2);
});

it.each([
  ['ResourceNotFoundException', 'secret_not_found'],
  ['AccessDeniedException', 'secret_access_denied'],
])('%s is asked once a second at most, unless forced or forgotten', async (name, code) => {
  const vault = vaultsNow().vaultFor(READER);
  aws.getFails(awsError(name));
  aws.secretsManager.on(DescribeSecretCommand).rejects(awsError(name));
  for (let time = 0; time < 5; time += 1) expect([await codeOf(valueOf(vault)), await codeOf(vault.tagsOf(JIRA))]).toEqual([code, code]);
  expect([aws.gets(), aws.describes()]).toEqual([1, 1]);
  await codeOf(valueOf(vault, { fresh: true }));
  expect(aws.gets()).toBe(2);
  vault.forget(JIRA);
  await codeOf(valueOf(vault));
  expect(aws.gets()).toBe(3);
  vi.setSystemTime(Date.now() + 1_000);
  aws.getAnswers('{"token":"mended"}');
  expect(await valueOf(vault)).toBe('mended');
});

it.each([
  ['lacks the key', '{"other":"x"}', 'key_not_found'],
  ['holds null there', '{"token":null}', 'value_not_text'],
  ['holds an empty text there', '{"token":""}', 'value_empty'],
])('a cached version that %s is read afresh once before that is told', async (_, text, code) => {
  const vault = vaultsNow().vaultFor(READER);
  aws.getAnswers(text);
  expect(await codeOf(valueOf(vault))).toBe(code);
  expect(aws.gets()).toBe(1); // just read for this call: not asked twice
  expect(await codeOf(valueOf(vault))).toBe(code);
  expect(aws.gets()).toBe(2);
  aws.getAnswers('{"token":"mended"}', 'v2');
  const fetched = await vault.fetchSecrets([MASK, { ...MASK, pointer: '/config/b' }]);
  expect([fetched.valueOf(MASK).reveal(), fetched.wasCached, fetched.uses[0]!.versionId]).toEqual(['mended', false, 'v2']);
  expect(aws.gets()).toBe(3);
});

it('a missing key names secret, key and field', async () => {
  const vault = vaultsNow().vaultFor(READER);
  await expect(vault.fetchSecrets([maskOf(JIRA, 'constructor')])).rejects.toMatchObject({
    code: 'key_not_found',
    where: { arn: JIRA, keyName: 'constructor', pointer: '/config/apiToken' },
  });
  aws.getAnswers('{"token":[1]}');
  await expect(vault.fetchSecrets([MASK], { fresh: true })).rejects.toMatchObject({ code: 'value_not_text', where: { found: 'an array' } });
});

it('after 20,000 secrets no more than 1,000 are held, the last ones among them, and all readers share that bound', async () => {
  const vaults = vaultsNow();
  const [mine, other] = [vaults.vaultFor(READER), vaults.vaultFor({ ...READER, project: 'other' })];
  for (let first = 0; first < 20_000; first += 20) {
    const masks = Array.from({ length: 20 }, (_, index) => maskOf(arnOf(`s${first + index}`), 'token'));
    await (first % 40 === 0 ? mine : other).fetchSecrets(masks);
  }
  expect(aws.gets()).toBe(20_000);
  const asksAgain = async (index: number): Promise<boolean> => {
    const before = aws.gets();
    await (index % 40 < 20 ? mine : other).fetchSecrets([maskOf(arnOf(`s${index}`), 'token')]);
    return aws.gets() > before;
  };
  expect(await asksAgain(19_999)).toBe(false);
  expect(await asksAgain(19_000)).toBe(false);
  expect(await asksAgain(18_999)).toBe(true);
  expect(await asksAgain(0)).toBe(true);
}, 60_000);

it('200 readers are kept, least recently used first out; a vault in hand goes on and still obeys forget', async () => {
  const get = vi.spyOn(SecretsProvider.prototype, 'get');
  const vaults = vaultsNow();
  const first = vaults.vaultFor(READER);
  await valueOf(first);
  for (let index = 0; index < 199; index += 1) await valueOf(vaults.vaultFor({ ...READER, project: `p${index}` }));
  await valueOf(first);
  expect(aws.gets()).toBe(200);
  await valueOf(vaults.vaultFor({ ...READER, project: 'p199' })); // p0 goes
  await valueOf(first);
  expect(aws.gets()).toBe(201);
  await valueOf(vaults.vaultFor({ ...READER, project: 'p0' }));
  expect([aws.gets(), aws.sessions()]).toEqual([202, 202]);
  expect(Reflect.get(get.mock.contexts[1]!, 'store')).toHaveProperty('size', 0);
  vaults.forget(JIRA);
  aws.getAnswers('{"token":"rotated"}');
  expect(await valueOf(first)).toBe('rotated');
});
