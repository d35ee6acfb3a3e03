import { isJsonObject, type JsonObject } from '../../shared/json.ts';

/** Calls the embedded Secrets Manager as the account's administrator. @throws Error with the action and the status, nothing of the answer */
export async function askSecretsManager(awsUrl: string, action: string, input: JsonObject): Promise<JsonObject> {
  const response = await fetch(awsUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `secretsmanager.${action}` },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The embedded Secrets Manager answered ${action} with HTTP ${response.status}.`);
  const answer: unknown = text === '' ? {} : JSON.parse(text);
  return isJsonObject(answer) ? answer : {};
}

/** The value of one tag of a secret, null without it or without the secret. */
export async function readTag(awsUrl: string, arn: string, key: string): Promise<string | null> {
  const { Tags: tags } = await askSecretsManager(awsUrl, 'DescribeSecret', { SecretId: arn }).catch(() => ({ Tags: [] }));
  const tag = (Array.isArray(tags) ? tags : []).find((one: unknown) => isJsonObject(one) && one['Key'] === key);
  return isJsonObject(tag) && typeof tag['Value'] === 'string' ? tag['Value'] : null;
}
