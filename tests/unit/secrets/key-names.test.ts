import { afterEach, beforeEach, expect, it } from 'vitest';
import { codeOf, JIRA, maskOf, pretendAws, type PretendAws, READER, vaultsNow } from './pretend-aws.ts';

let aws: PretendAws;
beforeEach(() => {
  aws = pretendAws();
});
afterEach(() => aws.restore());

it('key names are those of the top level, in the order of the secret, with the version they were read from', async () => {
  aws.getAnswers('{"z":"1","a":{"inner":"2"},"__proto__":"3","":"4"}', 'v9');
  expect(await vaultsNow().vaultFor(READER).keysOf(JIRA)).toEqual({ names: ['z', 'a', '__proto__', ''], versionId: 'v9' });
});

it('key names are read afresh, and the fetch after them finds that version in the cache', async () => {
  const vault = vaultsNow().vaultFor(READER);
  await vault.fetchSecrets([maskOf(JIRA, 'token')]);
  aws.getAnswers('{"token":"new"}', 'v2');
  expect([(await vault.keysOf(JIRA)).versionId, aws.gets()]).toEqual(['v2', 2]);
  const mask = maskOf(JIRA, 'token');
  expect([(await vault.fetchSecrets([mask])).valueOf(mask).reveal(), aws.gets()]).toEqual(['new', 2]);
});

it('a secret that is not key/value has no key names', async () => {
  for (const text of ['plain', '[1]', '"a"', 'null', '{"a":1,"a":2}']) {
    aws.getAnswers(text);
    expect(await codeOf(vaultsNow().vaultFor(READER).keysOf(JIRA))).toBe('secret_not_key_value');
  }
});
