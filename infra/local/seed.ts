import { randomBytes } from 'node:crypto';
import { nullable, object, safeParse, string } from 'valibot';
import { ACCOUNT, REGION } from './account.ts';
import { askSecretsManager, readTag } from './aws-administrator.ts';
import type { AwsEndpoint } from './aws/endpoint.ts';
import type { SecretSeed } from './aws/secrets-manager/store.ts';
import type { DataDirectory } from './data-directory.ts';
import type { JiraAccount } from './targets/jira.ts';

/** The three secrets of the first minute. `reporting` may not go to the demo Jira until its owner says so; `retired` holds a wrong token. */
export const GUIDE = demoSecret('prod-jira-credentials', 'FsmeTs', 'prod.jira.secret.key');
export const REPORTING = demoSecret('reporting-jira-credentials', 'Rp7kQz', 'reporting.jira.token');
export const RETIRED = demoSecret('retired-jira-credentials', 'Xw2mLd', 'retired.jira.token');
export const HOSTS_TAG = 'connection-hosts';

type Planting = { readonly aws: Pick<AwsEndpoint, 'url' | 'store'>; readonly data: DataDirectory; readonly seed: Seed; readonly jiraHost: string };
/** The random values of this folder. `plantedFor`: the demo Jira's host in the tags, null before the secrets stand. */
export type Seed = { readonly account: JiraAccount; readonly retiredToken: string; readonly plantedFor: string | null };

const FILE = 'demo.json';
const SEED = object({ account: object({ token: string(), user: string(), password: string() }), retiredToken: string(), plantedFor: nullable(string()) });

/** The demo Jira's account, made of fresh random values at the first start on this folder. */
export function openSeed(data: DataDirectory): Seed {
  const kept = parseSeed(data.read(FILE));
  if (kept) return kept;
  const account = { token: randomToken(), user: 'demo', password: randomToken() };
  const seed = { account, retiredToken: randomToken(), plantedFor: null };
  data.write(FILE, JSON.stringify(seed));
  return seed;
}

/** Puts the demonstration's secrets in place once. Those the user changes or deletes afterwards stay so; only their host follows another PORT. */
export async function plantSecrets({ aws, data, seed, jiraHost }: Planting): Promise<void> {
  if (seed.plantedFor === jiraHost) return;
  if (seed.plantedFor === null) for (const secret of secretsOf(seed, jiraHost)) aws.store.seedSecret(secret);
  else await moveHosts(aws.url, seed.plantedFor, jiraHost);
  data.write(FILE, JSON.stringify({ ...seed, plantedFor: jiraHost }));
}

function secretsOf(seed: Seed, jiraHost: string): readonly SecretSeed[] {
  const { token, user, password } = seed.account;
  return [
    { ...GUIDE, keyValues: { [GUIDE.key]: token, 'prod.jira.user': user, 'prod.jira.password': password }, tags: { [HOSTS_TAG]: jiraHost } },
    { ...REPORTING, keyValues: { [REPORTING.key]: token }, tags: { [HOSTS_TAG]: 'jira.example.com' } },
    { ...RETIRED, keyValues: { [RETIRED.key]: seed.retiredToken }, tags: { [HOSTS_TAG]: jiraHost } },
  ];
}

async function moveHosts(awsUrl: string, from: string, to: string): Promise<void> {
  for (const { arn } of [GUIDE, REPORTING, RETIRED]) {
    const hosts = await readTag(awsUrl, arn, HOSTS_TAG);
    if (hosts === null) continue;
    const moved = hosts
      .split(' ')
      .map((host) => (host === from ? to : host))
      .join(' ');
    await askSecretsManager(awsUrl, 'TagResource', { SecretId: arn, Tags: [{ Key: HOSTS_TAG, Value: moved }] });
  }
}

function demoSecret(name: string, suffix: string, key: string): { readonly name: string; readonly suffix: string; readonly key: string; readonly arn: string } {
  return { name, suffix, key, arn: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}-${suffix}` };
}

// 44 characters, the length of a personal access token of Jira.
function randomToken(): string {
  return randomBytes(33).toString('base64');
}

function parseSeed(text: string | null): Seed | null {
  const parsed = safeParse(SEED, text === null ? null : JSON.parse(text));
  return parsed.success ? parsed.output : null;
}
