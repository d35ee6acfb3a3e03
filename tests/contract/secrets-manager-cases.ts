import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';

/** One thing that is true of Secrets Manager, whoever implements it. Each uses names of its own, so the order does not matter. */
export type ContractCase = { readonly title: string; readonly run: (client: SecretsManagerClient) => Promise<void> };

/** What a failed call tells a client: "ResourceNotFoundException 400". */
export async function failureOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'no failure';
  } catch (error) {
    if (!(error instanceof Error)) return 'not an error';
    const metadata: unknown = Reflect.get(error, '$metadata');
    const status: unknown = typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'httpStatusCode') : undefined;
    return `${error.name} ${String(status)}`;
  }
}

function freshName(): string {
  return `case/${randomUUID()}`;
}

async function made(
  client: SecretsManagerClient,
  value = '{"key":"one"}',
): Promise<{ readonly name: string; readonly arn: string; readonly versionId: string }> {
  const name = freshName();
  const created = await client.send(new CreateSecretCommand({ Name: name, SecretString: value }));
  return { name, arn: created.ARN!, versionId: created.VersionId! };
}

async function put(client: SecretsManagerClient, name: string, value: string): Promise<string> {
  const { VersionId } = await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: value }));
  return VersionId!;
}

async function valueOf(client: SecretsManagerClient, name: string, stage?: string): Promise<string | undefined> {
  const got = await client.send(new GetSecretValueCommand({ SecretId: name, ...(stage === undefined ? {} : { VersionStage: stage }) }));
  return got.SecretString;
}

async function stagesOf(client: SecretsManagerClient, name: string): Promise<Record<string, readonly string[]>> {
  const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: name }));
  return Object.fromEntries(Object.entries(VersionIdsToStages ?? {}).map(([id, stages]) => [id, stages.toSorted()]));
}

export const VALUE_CASES: readonly ContractCase[] = [
  {
    title: 'a new secret has an ARN that ends in six letters or digits, and one current version',
    run: async (client) => {
      const { name, arn, versionId } = await made(client);
      const got = await client.send(new GetSecretValueCommand({ SecretId: name }));
      expect(arn).toMatch(new RegExp(`^arn:aws:secretsmanager:us-east-1:\\d{12}:secret:${name}-[A-Za-z0-9]{6}$`));
      expect(got).toMatchObject({ ARN: arn, Name: name, VersionId: versionId, SecretString: '{"key":"one"}', VersionStages: ['AWSCURRENT'] });
      expect(Math.abs(got.CreatedDate!.getTime() - Date.now())).toBeLessThan(60_000);
    },
  },
  {
    title: 'a secret may be made without a value, and then has none to read',
    run: async (client) => {
      const name = freshName();
      const created = await client.send(new CreateSecretCommand({ Name: name }));
      expect(created.VersionId).toBeUndefined();
      expect(await failureOf(client.send(new GetSecretValueCommand({ SecretId: name })))).toContain('ResourceNotFoundException');
    },
  },
  {
    title: 'a secret is found by name, by ARN, and by ARN without its suffix',
    run: async (client) => {
      const { name, arn } = await made(client);
      for (const id of [name, arn, arn.slice(0, -7)]) expect(await valueOf(client, id)).toBe('{"key":"one"}');
    },
  },
  {
    title: 'a missing secret is ResourceNotFoundException with HTTP 400',
    run: async (client) => {
      expect(await failureOf(client.send(new GetSecretValueCommand({ SecretId: freshName() })))).toBe('ResourceNotFoundException 400');
    },
  },
  {
    title: 'a new value becomes AWSCURRENT, the one before AWSPREVIOUS, and the one before that has no label',
    run: async (client) => {
      const { name, versionId: first } = await made(client);
      const second = await put(client, name, 'two');
      expect(await stagesOf(client, name)).toEqual({ [first]: ['AWSPREVIOUS'], [second]: ['AWSCURRENT'] });
      const third = await put(client, name, 'three');
      expect(await stagesOf(client, name)).toEqual({ [second]: ['AWSPREVIOUS'], [third]: ['AWSCURRENT'] });
      expect([await valueOf(client, name), await valueOf(client, name, 'AWSPREVIOUS')]).toEqual(['three', 'two']);
    },
  },
  {
    title: 'a value put as AWSPENDING leaves the current one where it is',
    run: async (client) => {
      const { name, versionId } = await made(client);
      const pending = await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: 'next', VersionStages: ['AWSPENDING'] }));
      expect(await stagesOf(client, name)).toEqual({ [versionId]: ['AWSCURRENT'], [pending.VersionId!]: ['AWSPENDING'] });
      expect([await valueOf(client, name), await valueOf(client, name, 'AWSPENDING')]).toEqual(['{"key":"one"}', 'next']);
    },
  },
  {
    title: 'the same token with the same value is a repeat, with another value a conflict',
    run: async (client) => {
      const { name } = await made(client);
      const ClientRequestToken = randomUUID();
      const repeat = { SecretId: name, ClientRequestToken, SecretString: 'two' };
      expect((await client.send(new PutSecretValueCommand(repeat))).VersionId).toBe(ClientRequestToken);
      expect((await client.send(new PutSecretValueCommand(repeat))).VersionId).toBe(ClientRequestToken);
      const other = client.send(new PutSecretValueCommand({ ...repeat, SecretString: 'three' }));
      expect(await failureOf(other)).toBe('ResourceExistsException 400');
      expect(Object.keys(await stagesOf(client, name))).toHaveLength(2);
    },
  },
  {
    title: 'a stage that no version has is ResourceNotFoundException',
    run: async (client) => {
      const { name } = await made(client);
      expect(await failureOf(valueOf(client, name, 'AWSPENDING'))).toContain('ResourceNotFoundException');
    },
  },
  {
    title: 'a stage that is not on the version asked for is InvalidRequestException with HTTP 400',
    run: async (client) => {
      const { name, versionId } = await made(client);
      await put(client, name, 'two');
      const call = client.send(new GetSecretValueCommand({ SecretId: name, VersionId: versionId, VersionStage: 'AWSCURRENT' }));
      expect(await failureOf(call)).toBe('InvalidRequestException 400');
    },
  },
  {
    title: 'a binary value comes back as the same bytes',
    run: async (client) => {
      const name = freshName();
      const bytes = Uint8Array.from([0, 255, 1, 128]);
      await client.send(new CreateSecretCommand({ Name: name, SecretBinary: bytes }));
      const got = await client.send(new GetSecretValueCommand({ SecretId: name }));
      expect([...got.SecretBinary!]).toEqual([...bytes]);
      expect(got.SecretString).toBeUndefined();
    },
  },
  {
    title: 'a value may be 65,536 bytes long and no longer',
    run: async (client) => {
      const { name } = await made(client, 'x'.repeat(65_536));
      expect((await valueOf(client, name))?.length).toBe(65_536);
      expect(await failureOf(put(client, name, 'x'.repeat(65_537)))).toMatch(/^(?:ValidationException|InvalidParameterException) 400$/);
    },
  },
  {
    title: 'a secret name may hold no colon',
    run: async (client) => {
      expect(await failureOf(client.send(new CreateSecretCommand({ Name: 'a:b', SecretString: 'x' })))).toBe('ValidationException 400');
    },
  },
  {
    title: 'a SecretId that is neither a name nor the ARN of a secret is ValidationException',
    run: async (client) => {
      for (const id of ['a b', 'arn:aws:s3:::bucket', '{{workato:sm:key}}']) expect(await failureOf(valueOf(client, id))).toBe('ValidationException 400');
    },
  },
  {
    title: 'a request without a SecretId is refused',
    run: async (client) => {
      const call = client.send(new GetSecretValueCommand({ SecretId: undefined }));
      expect(await failureOf(call)).toMatch(/^(?:ValidationException|InvalidParameterException) 400$/);
    },
  },
  {
    title: 'a name that is taken is ResourceExistsException',
    run: async (client) => {
      const { name } = await made(client);
      expect(await failureOf(client.send(new CreateSecretCommand({ Name: name, SecretString: 'other' })))).toBe('ResourceExistsException 400');
    },
  },
];

export const LABEL_CASES: readonly ContractCase[] = [
  {
    title: 'a label that is attached moves only if the request names the version that loses it',
    run: async (client) => {
      const { name, versionId: first } = await made(client);
      const second = await put(client, name, 'two');
      const move = { SecretId: name, VersionStage: 'AWSCURRENT', MoveToVersionId: first };
      expect(await failureOf(client.send(new UpdateSecretVersionStageCommand(move)))).toBe('InvalidParameterException 400');
      await client.send(new UpdateSecretVersionStageCommand({ ...move, RemoveFromVersionId: second }));
      expect(await stagesOf(client, name)).toEqual({ [first]: ['AWSCURRENT'], [second]: ['AWSPREVIOUS'] });
    },
  },
  {
    title: 'a rotation ends with the pending version current',
    run: async (client) => {
      const { name, versionId: old } = await made(client);
      const { VersionId: next } = await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: 'next', VersionStages: ['AWSPENDING'] }));
      await client.send(new UpdateSecretVersionStageCommand({ SecretId: name, VersionStage: 'AWSCURRENT', MoveToVersionId: next!, RemoveFromVersionId: old }));
      expect([await valueOf(client, name), await valueOf(client, name, 'AWSPREVIOUS')]).toEqual(['next', '{"key":"one"}']);
    },
  },
  {
    title: 'AWSCURRENT cannot be taken off without a version to go to',
    run: async (client) => {
      const { name, versionId } = await made(client);
      const call = client.send(new UpdateSecretVersionStageCommand({ SecretId: name, VersionStage: 'AWSCURRENT', RemoveFromVersionId: versionId }));
      expect(await failureOf(call)).toBe('InvalidParameterException 400');
    },
  },
  {
    title: 'versions without a label are listed only where asked for',
    run: async (client) => {
      const { name, versionId: first } = await made(client);
      const second = await put(client, name, 'two');
      const third = await put(client, name, 'three');
      const listed = async (IncludeDeprecated: boolean): Promise<readonly string[]> => {
        const { Versions } = await client.send(new ListSecretVersionIdsCommand({ SecretId: name, IncludeDeprecated }));
        return Versions!.map(({ VersionId }) => VersionId!).toSorted();
      };
      expect(await listed(false)).toEqual([second, third].toSorted());
      expect(await listed(true)).toEqual([first, second, third].toSorted());
    },
  },
  {
    title: 'UpdateSecret changes the description alone, or the value as a new current version',
    run: async (client) => {
      const { name, versionId } = await made(client);
      const described = await client.send(new UpdateSecretCommand({ SecretId: name, Description: 'for Jira' }));
      expect([described.VersionId, await valueOf(client, name)]).toEqual([undefined, '{"key":"one"}']);
      const { VersionId } = await client.send(new UpdateSecretCommand({ SecretId: name, SecretString: 'two' }));
      expect(await stagesOf(client, name)).toEqual({ [versionId]: ['AWSPREVIOUS'], [VersionId!]: ['AWSCURRENT'] });
      expect((await client.send(new DescribeSecretCommand({ SecretId: name }))).Description).toBe('for Jira');
    },
  },
];

export const LIFE_CASES: readonly ContractCase[] = [
  {
    title: 'a secret marked for deletion cannot be read, can be described, and can be restored',
    run: async (client) => {
      const { name } = await made(client);
      const { DeletionDate } = await client.send(new DeleteSecretCommand({ SecretId: name, RecoveryWindowInDays: 7 }));
      expect(Math.abs(DeletionDate!.getTime() - Date.now() - 7 * 86_400_000)).toBeLessThan(86_400_000);
      expect(await failureOf(valueOf(client, name))).toBe('InvalidRequestException 400');
      expect((await client.send(new DescribeSecretCommand({ SecretId: name }))).DeletedDate).toBeInstanceOf(Date);
      await client.send(new RestoreSecretCommand({ SecretId: name }));
      expect(await valueOf(client, name)).toBe('{"key":"one"}');
      expect((await client.send(new DescribeSecretCommand({ SecretId: name }))).DeletedDate).toBeUndefined();
    },
  },
  {
    title: 'a name that is marked for deletion cannot be used again yet',
    run: async (client) => {
      const { name } = await made(client);
      await client.send(new DeleteSecretCommand({ SecretId: name }));
      expect(await failureOf(client.send(new CreateSecretCommand({ Name: name, SecretString: 'x' })))).toBe('InvalidRequestException 400');
    },
  },
  {
    title: 'a secret that is deleted by force and made again has another ARN',
    run: async (client) => {
      const { name, arn } = await made(client);
      await client.send(new DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true }));
      expect(await failureOf(valueOf(client, name))).toContain('ResourceNotFoundException');
      const again = await client.send(new CreateSecretCommand({ Name: name, SecretString: 'x' }));
      expect(again.ARN).not.toBe(arn);
      expect(again.ARN!.slice(0, -6)).toBe(arn.slice(0, -6));
    },
  },
  {
    title: 'the recovery window is 7 to 30 days, and none when deletion is forced',
    run: async (client) => {
      const { name } = await made(client);
      for (const window of [{ RecoveryWindowInDays: 6 }, { RecoveryWindowInDays: 31 }, { RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true }]) {
        expect(await failureOf(client.send(new DeleteSecretCommand({ SecretId: name, ...window })))).toBe('InvalidParameterException 400');
      }
      expect(await valueOf(client, name)).toBe('{"key":"one"}');
    },
  },
  {
    title: 'forcing the deletion of a secret that does not exist succeeds',
    run: async (client) => {
      expect(await failureOf(client.send(new DeleteSecretCommand({ SecretId: freshName(), ForceDeleteWithoutRecovery: true })))).toBe('no failure');
    },
  },
  {
    title: 'tags are added, replaced by key, and taken off',
    run: async (client) => {
      const name = freshName();
      const tagsNow = async (): Promise<Record<string, string>> => {
        const { Tags } = await client.send(new DescribeSecretCommand({ SecretId: name }));
        return Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key!, Value!]));
      };
      await client.send(new CreateSecretCommand({ Name: name, SecretString: 'x', Tags: [{ Key: 'connection-hosts', Value: 'a.example.com' }] }));
      await client.send(
        new TagResourceCommand({
          SecretId: name,
          Tags: [
            { Key: 'connection-hosts', Value: 'b.example.com' },
            { Key: 'owner', Value: 'ops' },
          ],
        }),
      );
      expect(await tagsNow()).toEqual({ 'connection-hosts': 'b.example.com', owner: 'ops' });
      await client.send(new UntagResourceCommand({ SecretId: name, TagKeys: ['owner', 'not-there'] }));
      expect(await tagsNow()).toEqual({ 'connection-hosts': 'b.example.com' });
    },
  },
  {
    title: 'ListSecrets pages through all secrets once',
    run: async (client) => {
      const prefix = freshName();
      const names = [1, 2, 3].map((number) => `${prefix}/${number}`);
      for (const Name of names) await client.send(new CreateSecretCommand({ Name, SecretString: 'x' }));
      const found: string[] = [];
      let NextToken: string | undefined;
      do {
        const request = { MaxResults: 2, Filters: [{ Key: 'name' as const, Values: [prefix] }], ...(NextToken ? { NextToken } : {}) };
        const page = await client.send(new ListSecretsCommand(request));
        found.push(...page.SecretList!.map(({ Name }) => Name!));
        NextToken = page.NextToken;
      } while (NextToken);
      expect(found.toSorted()).toEqual(names);
    },
  },
  {
    title: 'ListSecrets filters by tag, and "!" negates',
    run: async (client) => {
      const prefix = freshName();
      const tag = `hosts-${randomUUID()}`;
      await client.send(new CreateSecretCommand({ Name: `${prefix}/tagged`, SecretString: 'x', Tags: [{ Key: tag, Value: 'y' }] }));
      await client.send(new CreateSecretCommand({ Name: `${prefix}/plain`, SecretString: 'x' }));
      const named = async (Values: string[], Key: 'tag-key' | 'name'): Promise<readonly (string | undefined)[]> => {
        const Filters = [
          { Key, Values },
          { Key: 'name' as const, Values: [prefix] },
        ];
        return (await client.send(new ListSecretsCommand({ Filters }))).SecretList!.map(({ Name }) => Name);
      };
      expect(await named([tag], 'tag-key')).toEqual([`${prefix}/tagged`]);
      expect(await named([`!${prefix}/tagged`], 'name')).toEqual([`${prefix}/plain`]);
    },
  },
  {
    title: 'a batch answers what can be read and tells the rest in Errors',
    run: async (client) => {
      const { name } = await made(client);
      const missing = freshName();
      const got = await client.send(new BatchGetSecretValueCommand({ SecretIdList: [name, missing] }));
      expect(got.SecretValues!.map(({ Name, SecretString }) => [Name, SecretString])).toEqual([[name, '{"key":"one"}']]);
      expect(got.Errors!.map(({ SecretId, ErrorCode }) => [SecretId, ErrorCode])).toEqual([[missing, 'ResourceNotFoundException']]);
    },
  },
  {
    title: 'a batch reads the current version after a rotation',
    run: async (client) => {
      const { name, versionId: old } = await made(client);
      const { VersionId: next } = await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: 'next', VersionStages: ['AWSPENDING'] }));
      await client.send(new UpdateSecretVersionStageCommand({ SecretId: name, VersionStage: 'AWSCURRENT', MoveToVersionId: next!, RemoveFromVersionId: old }));
      const got = await client.send(new BatchGetSecretValueCommand({ SecretIdList: [name] }));
      expect(got.SecretValues!.map(({ SecretString }) => SecretString)).toEqual(['next']);
    },
  },
  {
    title: 'a random password has the length asked for and none of the excluded characters',
    run: async (client) => {
      const { RandomPassword } = await client.send(new GetRandomPasswordCommand({ PasswordLength: 40, ExcludePunctuation: true, ExcludeCharacters: 'aA1' }));
      expect(RandomPassword).toMatch(/^[b-zB-Z02-9]{40}$/);
    },
  },
];
