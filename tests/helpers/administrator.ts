import { DynamoDBClient, paginateScan, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Keys } from './sign.ts';

// The embedded AWS endpoint as the account's administrator asks it: by a key that no function was given, or by none.
export const ADMINISTRATOR = { accessKeyId: 'AKIAADMINISTRATOR000', secretAccessKey: 'none' };

/** Every item of every table, as text by the name of its table. */
export async function itemsOf(awsUrl: string): Promise<ReadonlyMap<string, string>> {
  const client = new DynamoDBClient({ endpoint: awsUrl, region: 'us-east-1', credentials: ADMINISTRATOR });
  try {
    const texts = new Map<string, string>();
    for (const TableName of (await client.send(new ListTablesCommand({}))).TableNames ?? []) {
      const items: unknown[] = [];
      for await (const { Items = [] } of paginateScan({ client }, { TableName })) items.push(...Items);
      texts.set(`table ${TableName}`, JSON.stringify(items));
    }
    return texts;
  } finally {
    client.destroy();
  }
}

/** What waits in every queue, dead letters too, as text by the name of its queue; hidden from others for a while from then on. */
export async function messagesOf(awsUrl: string): Promise<ReadonlyMap<string, string>> {
  const client = new SQSClient({ endpoint: awsUrl, region: 'us-east-1', credentials: ADMINISTRATOR });
  const takeAll = async (QueueUrl: string): Promise<string> => {
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }));
    return Messages.length === 0 ? '' : `${JSON.stringify(Messages)}\n${await takeAll(QueueUrl)}`;
  };
  try {
    const { QueueUrls = [] } = await client.send(new ListQueuesCommand({}));
    return new Map(await Promise.all(QueueUrls.map(async (url) => [`queue ${url.split('/').at(-1)}`, await takeAll(url)] as const)));
  } finally {
    client.destroy();
  }
}

/** One action of IAM; the XML of its answer. @throws Error with the code of a refusal */
export function askIam(awsUrl: string, action: string, fields: Readonly<Record<string, string>>): Promise<string> {
  return askByForm(awsUrl, { Action: action, Version: '2010-05-08', ...fields });
}

/** A role under `path` with one inline policy for each document; its ARN. */
export async function createRole(
  awsUrl: string,
  name: string,
  role: { readonly path?: string; readonly trust: unknown; readonly permissions: readonly unknown[] },
): Promise<string> {
  const fields = { RoleName: name, Path: role.path ?? '/', AssumeRolePolicyDocument: JSON.stringify(role.trust) };
  const answer = await askIam(awsUrl, 'CreateRole', fields);
  for (const [index, document] of role.permissions.entries())
    await askIam(awsUrl, 'PutRolePolicy', { RoleName: name, PolicyName: `policy-${index + 1}`, PolicyDocument: JSON.stringify(document) });
  return textIn(answer, 'Arn');
}

/** The administrator's session of a role that trusts the account. */
export async function assumeRole(awsUrl: string, roleArn: string, fields: Readonly<Record<string, string>> = {}): Promise<Required<Keys>> {
  const asked = { Action: 'AssumeRole', Version: '2011-06-15', RoleArn: roleArn, RoleSessionName: 'ci', ...fields };
  const answer = await askByForm(awsUrl, asked);
  return { accessKeyId: textIn(answer, 'AccessKeyId'), secretAccessKey: textIn(answer, 'SecretAccessKey'), sessionToken: textIn(answer, 'SessionToken') };
}

async function askByForm(awsUrl: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(awsUrl, { method: 'POST', body: new URLSearchParams(fields) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${fields['Action']} answered ${textIn(text, 'Code')}: ${textIn(text, 'Message')}`);
  return text;
}

function textIn(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
}
