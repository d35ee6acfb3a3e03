import { DescribeSecretCommand, type DescribeSecretCommandOutput } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bind } from '../../../shared/egress/bind.ts';
import { VERDICTS } from '../../../shared/errors.ts';
import { namingSuccessor } from '../../../shared/secrets/naming-successor.ts';
import { connectorWith, hosted } from '../../helpers/egress-fixtures.ts';
import { awsError, codeOf, CRM, failureOf, JIRA, maskOf, pretendAws, type PretendAws, READER, vaultsNow } from './pretend-aws.ts';

let aws: PretendAws;
beforeEach(() => {
  aws = pretendAws();
});
afterEach(() => {
  vi.useRealTimers();
  aws.restore();
});

type Described = Partial<DescribeSecretCommandOutput>;
const NAME = 'prod-jira';
const NEW = JIRA.replace('FsmeTs', 'AbCdEf');
const MISSING = awsError('ResourceNotFoundException');
const DENIED = awsError('AccessDeniedException');
const asked = (): readonly (string | undefined)[] => aws.secretsManager.commandCalls(DescribeSecretCommand).map((call) => call.args[0].input.SecretId);

/** Answers, or errors, by what is asked for. */
function describes(answers: Readonly<Record<string, Described | Error>>): void {
  aws.secretsManager.on(DescribeSecretCommand).callsFake(async ({ SecretId }: { SecretId: string }) => {
    const answer = answers[SecretId] ?? MISSING;
    if (answer instanceof Error) throw answer;
    return answer;
  });
}

describe('how a secret stands', () => {
  it('is what DescribeSecret says: the current version, deletion, rotation and last change', async () => {
    describes({
      [JIRA]: {
        ARN: JIRA,
        VersionIdsToStages: { v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT', 'mine'], v3: ['AWSPENDING'] },
        DeletedDate: new Date('2026-11-01T00:00:00Z'),
        RotationEnabled: true,
        NextRotationDate: new Date('2026-12-01T00:00:00Z'),
        LastChangedDate: new Date('2026-10-01T00:00:00Z'),
      },
    });
    expect(await vaultsNow().vaultFor(READER).fateOf(JIRA)).toEqual({
      currentVersionId: 'v2',
      deletedAt: '2026-11-01T00:00:00.000Z',
      rotationEnabled: true,
      nextRotationAt: '2026-12-01T00:00:00.000Z',
      lastChangedAt: '2026-10-01T00:00:00.000Z',
    });
  });

  it('is nothing of the kind for a secret that has no value and no rotation', async () => {
    describes({ [JIRA]: { ARN: JIRA } });
    const nothing = { currentVersionId: null, deletedAt: null, rotationEnabled: false, nextRotationAt: null, lastChangedAt: null };
    expect(await vaultsNow().vaultFor(READER).fateOf(JIRA)).toEqual(nothing);
  });

  it('is asked for each time, whatever is cached', async () => {
    const vault = vaultsNow().vaultFor(READER);
    await vault.tagsOf(JIRA);
    for (let time = 0; time < 3; time += 1) await vault.fateOf(JIRA);
    expect(asked()).toEqual([JIRA, JIRA, JIRA, JIRA]);
  });

  it.each([
    ['missing', MISSING, 'secret_not_found'],
    ['denied', DENIED, 'secret_access_denied'],
    ['throttled', awsError('ThrottlingException'), 'vault_throttled'],
    ['told by a failing service', awsError('InternalServiceError', 'x', 500), 'vault_unavailable'],
    ['of another ARN', { ARN: CRM }, 'vault_unavailable'],
  ])('where it is %s, that is %s', async (_, answer, code) => {
    describes({ [JIRA]: answer });
    expect(await codeOf(vaultsNow().vaultFor(READER).fateOf(JIRA))).toBe(code);
  });
});

describe('the successor of a missing secret', () => {
  it.each([
    ['a secret of the same name under another suffix', { ARN: NEW }, NEW],
    ['nothing, where no secret has its name', MISSING, null],
    ['nothing, where the name is denied to the reader', DENIED, null],
    ['nothing, where it is there itself', { ARN: JIRA }, null],
    ['nothing, where the new one is scheduled for deletion', { ARN: NEW, DeletedDate: new Date() }, null],
    ['no secret of another account', { ARN: NEW.replace('137149879143', '210987654321') }, null],
    ['no secret of another region', { ARN: NEW.replace('us-east-1', 'eu-central-1') }, null],
    ['no secret of another partition', { ARN: NEW.replace('arn:aws:', 'arn:aws-cn:') }, null],
    ['no secret of another name', { ARN: NEW.replace('prod-jira', 'prod-jira-2') }, null],
    ['nothing that is no ARN', { ARN: 'prod-jira' }, null],
    ['nothing without an ARN', {}, null],
  ])('is %s', async (_, answer, successor) => {
    describes({ [NAME]: answer });
    expect(await vaultsNow().vaultFor(READER).successorOf(JIRA)).toBe(successor);
    expect(asked()).toEqual([NAME]);
  });

  it('is not asked for by a reader of another account, whose names are other secrets', async () => {
    const roleArn = READER.roleArn.replace('137149879143', '210987654321');
    expect(
      await vaultsNow()
        .vaultFor({ ...READER, roleArn })
        .successorOf(JIRA),
    ).toBeNull();
    expect(asked()).toEqual([]);
  });

  it('is asked for once, however many connections miss the secret, and again after a minute', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    describes({ [NAME]: { ARN: NEW } });
    const vaults = vaultsNow();
    const ask = (): Promise<unknown> => vaults.vaultFor(READER).successorOf(JIRA);
    expect(new Set(await Promise.all(Array.from({ length: 500 }, ask)))).toEqual(new Set([NEW]));
    for (let time = 0; time < 500; time += 1) await ask();
    expect(asked()).toHaveLength(1);
    vi.setSystemTime(Date.now() + 60_000);
    await ask();
    expect(asked()).toHaveLength(2);
  });

  it('is forgotten with all else that is cached of the secret', async () => {
    describes({ [NAME]: MISSING });
    const vaults = vaultsNow();
    expect(await vaults.vaultFor(READER).successorOf(JIRA)).toBeNull();
    describes({ [NAME]: { ARN: NEW } });
    vaults.forget(JIRA);
    expect(await vaults.vaultFor(READER).successorOf(JIRA)).toBe(NEW);
  });

  it('is unknown as long as Secrets Manager does not say: that is not kept', async () => {
    const vault = vaultsNow().vaultFor(READER);
    describes({ [NAME]: awsError('ThrottlingException') });
    expect(await codeOf(vault.successorOf(JIRA))).toBe('vault_throttled');
    describes({ [NAME]: { ARN: NEW } });
    expect(await vault.successorOf(JIRA)).toBe(NEW);
  });
});

describe('a test that meets a secret which was made again', () => {
  const MASK = maskOf(JIRA, 'token');
  const request = (masks = [MASK]) => ({ connector: connectorWith(), project: 'demo', masks, destinations: [hosted('https://acme.atlassian.net')] });

  /** As shared/verify-deps.ts binds. */
  function binding(masks = [MASK]) {
    const vault = vaultsNow().vaultFor(READER);
    const deps = { tagsOf: (arn: string, options = {}) => vault.tagsOf(arn, options), untagged: { mode: 'denied' }, now: Date.now } as const;
    return namingSuccessor(() => bind(request(masks), deps), { masks, successorOf: (arn) => vault.successorOf(arn) });
  }

  it.each([
    ['missing', MISSING, 'secret_not_found'],
    ['denied', DENIED, 'secret_access_denied'],
  ] as const)('says the mask to write instead, where AWS calls the old one %s; the new one is not read', async (_, error, code) => {
    describes({ [JIRA]: error, [NAME]: { ARN: NEW, Tags: [{ Key: 'connection-hosts', Value: 'hosts-of-the-new-one' }] } });
    const failure = await failureOf(binding());
    expect(failure).toMatchObject({ code, where: { arn: JIRA, successor: NEW, rewrite: `{{workato:sm:token:${NEW}}}` } });
    expect(VERDICTS[code].fix?.(failure.where)).toEqual({
      text: `A secret of this name exists under another ARN, ${NEW}: it was deleted and made again. If that is the one to use, write {{workato:sm:token:${NEW}}} instead, and the new ARN in every other mask of this secret.`,
      commands: [`aws secretsmanager describe-secret --region us-east-1 --secret-id '${NEW}'`],
    });
    expect(JSON.stringify(failure.where)).not.toContain('hosts-of-the-new-one');
    expect([asked(), aws.gets()]).toEqual([[JIRA, NAME], 0]);
  });

  it('keeps the path of the mask', async () => {
    describes({ [JIRA]: MISSING, [NAME]: { ARN: NEW } });
    expect((await failureOf(binding([maskOf(JIRA, '', '/a:b/0')]))).where.rewrite).toBe(`{{workato:sm::${NEW}?path=/a%3Ab/0}}`);
  });

  it('asks one question at most, though 25 secrets be missing', async () => {
    describes({});
    const masks = Array.from({ length: 25 }, (_, n) => maskOf(JIRA.replace('prod-jira', `prod-${n}`), 'token'));
    expect((await failureOf(binding(masks))).where.successor).toBeUndefined();
    expect(asked().filter((id) => !id?.startsWith('arn:'))).toHaveLength(1);
  });

  it('says what it said before where nothing more can be learned', async () => {
    describes({ [JIRA]: MISSING, [NAME]: awsError('InternalServiceError', 'x', 500) });
    const failure = await failureOf(binding());
    expect(failure).toMatchObject({ code: 'secret_not_found', where: { arn: JIRA } });
    expect(failure.where.rewrite).toBeUndefined();
  });

  it('asks no question where the trouble is another one', async () => {
    describes({ [JIRA]: awsError('ThrottlingException') });
    expect(await codeOf(binding())).toBe('vault_throttled');
    expect(asked()).toEqual([JIRA]);
  });

  it('says so too where its tags were still known and the value is gone', async () => {
    aws.getFails(MISSING);
    describes({ [NAME]: { ARN: NEW } });
    const vault = vaultsNow().vaultFor(READER);
    const failure = await failureOf(namingSuccessor(() => vault.fetchSecrets([MASK]), { masks: [MASK], successorOf: (arn) => vault.successorOf(arn) }));
    expect(failure.where).toEqual({ arn: JIRA, successor: NEW, rewrite: `{{workato:sm:token:${NEW}}}` });
    expect(asked()).toEqual([NAME]);
  });
});
