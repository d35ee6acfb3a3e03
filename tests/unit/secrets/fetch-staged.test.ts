import { DescribeSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VERDICTS } from '../../../shared/errors.ts';
import type { LocatedMask } from '../../../shared/masks/secret-reference.ts';
import { fetchStaged, type StagedVaults } from '../../../shared/secrets/fetch-staged.ts';
import type { StageChoice } from '../../../shared/secrets/stage-choice.ts';
import type { TryingVaults } from '../../../shared/secrets/vault.ts';
import { awsError, CRM, failureOf, JIRA, maskOf, pretendAws, type PretendAws, READER, SLACK, vaultsNow } from './pretend-aws.ts';

const REHEARSER = { ...READER, roleArn: `${READER.roleArn}-rehearsal` };
/** Version ids by secret and stage; a value is "<stage> <version>". */
type Versions = Record<string, Partial<Record<string, string>>>;

let aws: PretendAws;
let versions: Versions;
let vaults: TryingVaults;
let opened: StagedVaults;
beforeEach(() => {
  aws = pretendAws();
  versions = { [JIRA]: { AWSCURRENT: 'j1', AWSPENDING: 'j2' }, [SLACK]: { AWSCURRENT: 's1' }, [CRM]: { AWSCURRENT: 'c1', AWSPENDING: 'c2' } };
  aws.secretsManager.on(DescribeSecretCommand).callsFake(async ({ SecretId }: { SecretId: string }) => ({
    ARN: SecretId,
    VersionIdsToStages: Object.fromEntries(Object.entries(versions[SecretId] ?? {}).map(([stage, id]) => [id, [stage]])),
  }));
  aws.secretsManager.on(GetSecretValueCommand).callsFake(async ({ SecretId, VersionStage }: { SecretId: string; VersionStage: string }) => {
    const VersionId = versions[SecretId]?.[VersionStage];
    if (VersionId === undefined) throw awsError('ResourceNotFoundException');
    return { ARN: SecretId, VersionId, VersionStages: [VersionStage], SecretString: JSON.stringify({ token: `${VersionStage} ${VersionId}` }) };
  });
  vaults = vaultsNow();
  opened = { vault: vaults.vaultFor(READER), rehearsal: vaults.vaultFor(REHEARSER) };
});
afterEach(() => {
  aws.restore();
  vi.restoreAllMocks();
});

const ALL: readonly LocatedMask[] = [maskOf(JIRA, 'token'), maskOf(SLACK, 'token'), maskOf(CRM, 'token'), maskOf(JIRA, 'token')];
const values = async (stage: StageChoice, masks = ALL): Promise<readonly string[]> => {
  const fetched = await fetchStaged(masks, stage, { vaults: opened });
  expect(fetched.uses.map(({ arn }) => arn)).toEqual(masks.map(({ secretArn }) => secretArn));
  expect(masks.map((mask) => fetched.valueOf(mask).reveal())).toEqual(fetched.uses.map(({ versionId, versionStage }) => `${versionStage} ${versionId}`));
  return fetched.uses.map(({ versionId }) => versionId);
};

describe('a test goes by', () => {
  it.each<readonly [string, StageChoice, readonly string[]]>([
    ['the current versions, unless something else is asked for', 'current', ['j1', 's1', 'c1', 'j1']],
    ['all versions to come, and the current ones of the other secrets', 'pending', ['j2', 's1', 'c2', 'j2']],
    ['the version to come of the secret that is rehearsed, and of no other', { pendingOf: CRM }, ['j1', 's1', 'c2', 'j1']],
  ])('%s, and says of each which it was', async (_, stage, expected) => {
    expect(await values(stage)).toEqual(expected);
  });

  it('the label as it is at that moment, though tags were read before it was set', async () => {
    versions[SLACK] = { AWSCURRENT: 's1' };
    await opened.vault.tagsOf(SLACK);
    versions[SLACK] = { AWSCURRENT: 's1', AWSPENDING: 's2' };
    expect(await values('pending', [maskOf(SLACK, 'token')])).toEqual(['s2']);
  });
});

describe('what is not current yet', () => {
  it('is read under the rehearsal role alone, and what is current under the reader role alone', async () => {
    await values('pending');
    const calls = aws.secretsManager.commandCalls(GetSecretValueCommand).map(async ({ args: [{ input }], thisValue }) => {
      const { accessKeyId } = await thisValue.config.credentials();
      return [accessKeyId, input.VersionStage].join(' ');
    });
    const keyOf = async (role: string): Promise<string> => {
      const at = aws.sts.commandCalls(AssumeRoleCommand).findIndex(({ args: [{ input }] }) => input.RoleArn === role);
      return `ASIA${at + 1}`;
    };
    const [reader, rehearser] = [await keyOf(READER.roleArn), await keyOf(REHEARSER.roleArn)];
    expect((await Promise.all(calls)).toSorted()).toEqual([`${rehearser} AWSPENDING`, `${rehearser} AWSPENDING`, `${reader} AWSCURRENT`].toSorted());
  });

  it('is read anew for every test: a later rehearsal never meets an older version', async () => {
    expect(await values({ pendingOf: JIRA }, [maskOf(JIRA, 'token')])).toEqual(['j2']);
    versions[JIRA] = { AWSCURRENT: 'j1', AWSPENDING: 'j3' };
    expect(await values({ pendingOf: JIRA }, [maskOf(JIRA, 'token')])).toEqual(['j3']);
  });

  it('is not waited for together with a test that asked before: each gets what was there when it asked', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const answer = (VersionId: string) => ({ ARN: JIRA, VersionId, VersionStages: ['AWSPENDING'], SecretString: JSON.stringify({ token: 'x' }) });
    const ids = ['j2', 'j3'];
    aws.secretsManager.on(GetSecretValueCommand).callsFake(async () => {
      const id = ids.shift() ?? 'none';
      await held;
      return answer(id);
    });
    const fetch = () => fetchStaged([maskOf(JIRA, 'token')], { pendingOf: JIRA }, { vaults: opened });
    const both = [fetch(), fetch()];
    release();
    expect(new Set((await Promise.all(both)).map(({ uses: [use] }) => use?.versionId))).toEqual(new Set(['j2', 'j3']));
  });

  it('ten rehearsals of one secret at the same time all read it', async () => {
    const ten = Array.from({ length: 10 }, () => values({ pendingOf: JIRA }, [maskOf(JIRA, 'token')]));
    expect(new Set((await Promise.all(ten)).flat())).toEqual(new Set(['j2']));
  });

  it('is not met by the test after its promotion, nor does it push out what is current', async () => {
    expect(await values('current', [maskOf(JIRA, 'token')])).toEqual(['j1']);
    await values({ pendingOf: JIRA }, [maskOf(JIRA, 'token')]);
    const before = aws.gets();
    expect(await values('current', [maskOf(JIRA, 'token')])).toEqual(['j1']);
    expect(aws.gets()).toBe(before);
  });

  it('is never said to come from a cache: only a current value may be read afresh after a refusal', async () => {
    const only = await fetchStaged([maskOf(JIRA, 'token')], { pendingOf: JIRA }, { vaults: opened });
    expect(only.wasCached).toBe(false);
    await values('current', [maskOf(SLACK, 'token')]);
    const mixed = await fetchStaged([maskOf(JIRA, 'token'), maskOf(SLACK, 'token')], { pendingOf: JIRA }, { vaults: opened });
    expect(mixed.wasCached).toBe(true);
  });
});

describe('nothing is tried', () => {
  const failing = (stage: StageChoice, masks: readonly LocatedMask[], vaultsOf = opened) => failureOf(fetchStaged(masks, stage, { vaults: vaultsOf }));
  const told = ({ code, where }: Awaited<ReturnType<typeof failing>>): readonly unknown[] => [
    code,
    VERDICTS[code].message(where),
    VERDICTS[code].fix?.(where).text,
  ];

  it.each<StageChoice>(['pending', { pendingOf: JIRA }])('without a rehearsal role (%j): the fix says what to set, and AWS is asked nothing', async (stage) => {
    const failure = await failing(stage, ALL, { ...opened, rehearsal: null });
    expect(told(failure)).toEqual([
      'role_unavailable',
      'The store has no rehearsal role, so no version labelled AWSPENDING can be tried.',
      expect.stringContaining('set "rehearsalRoleArn" of the store'),
    ]);
    expect([aws.gets(), aws.describes(), aws.sessions()]).toEqual([0, 0, 0]);
  });

  it('where no secret has a version to come: what is current is not tried in its place', async () => {
    expect(told(await failing('pending', [maskOf(SLACK, 'token')]))).toEqual([
      'secret_not_found',
      `Secret ${SLACK} has no version labelled AWSPENDING.`,
      expect.stringContaining('Put a new version with the label AWSPENDING'),
    ]);
    versions = { [JIRA]: { AWSCURRENT: 'j1' }, [SLACK]: { AWSCURRENT: 's1' } };
    const message = 'None of the secrets of this connection has a version labelled AWSPENDING.';
    expect(told(await failing('pending', [maskOf(JIRA, 'token'), maskOf(SLACK, 'token')]))[1]).toBe(message);
    expect(aws.gets()).toBe(0);
  });

  it('where the rehearsed secret is not one of the connection any more', async () => {
    expect((await failing({ pendingOf: CRM }, [maskOf(JIRA, 'token'), maskOf(SLACK, 'token')])).code).toBe('secret_not_found');
    expect(aws.gets()).toBe(0);
  });

  it('where the label has gone between the question and the reading', async () => {
    versions[JIRA] = { AWSCURRENT: 'j1' };
    expect(told(await failing({ pendingOf: JIRA }, ALL))).toEqual([
      'secret_not_found',
      `Secret ${JIRA} has no version labelled AWSPENDING.`,
      expect.anything(),
    ]);
  });

  it('where the rehearsal role may not read, or cannot be assumed: it is named, and not the reader role', async () => {
    aws.getFails(awsError('AccessDeniedException'));
    expect(told(await failing({ pendingOf: JIRA }, [maskOf(JIRA, 'token')]))).toEqual([
      'secret_access_denied',
      expect.stringContaining('the rehearsal role may not read it'),
      expect.stringContaining('let the rehearsal role read it'),
    ]);
    aws.sts.on(AssumeRoleCommand, { RoleArn: REHEARSER.roleArn }).rejects(awsError('AccessDenied', 'no', 403));
    opened = { ...opened, rehearsal: vaults.vaultFor({ ...REHEARSER, project: 'other' }) };
    expect(told(await failing({ pendingOf: JIRA }, [maskOf(JIRA, 'token')], opened)).slice(0, 2)).toEqual([
      'role_unavailable',
      'The rehearsal role cannot be assumed.',
    ]);
  });
});

it('no value to come stays in memory once its test has it', async () => {
  const { SecretsProvider } = await import('@aws-lambda-powertools/parameters/secrets');
  const get = vi.spyOn(SecretsProvider.prototype, 'get');
  await values({ pendingOf: JIRA }, [maskOf(JIRA, 'token')]);
  expect([get.mock.contexts.length, Reflect.get(get.mock.contexts[0]!, 'store')]).toMatchObject([1, { size: 0 }]);
});
