import { REGION } from './account.ts';
import { GUIDE, HOSTS_TAG, REPORTING } from './seed.ts';

export type BannerFacts = {
  readonly url: string;
  readonly awsUrl: string;
  readonly jiraUrl: string;
  readonly jiraHost: string;
  /** Null where the local issuer is off. */
  readonly token: string | null;
  /** An access key of the role local-integration, good until the stack ends. */
  readonly key: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** What the tag of the second secret says now; null where it was deleted. */
  readonly reportingHosts: string | null;
  /** Where the functions read secrets, if not from the embedded endpoint. */
  readonly otherSecretsManager: string | null;
  readonly aheadMs: number;
  readonly dataDirectory: string;
};

/** What `npm start` prints: addresses, a token, and lines that work when pasted. */
export function bannerOf(facts: BannerFacts): string {
  return [...addresses(facts), '', ...notes(facts), ...(facts.token === null ? withoutToken(facts) : firstMinute({ ...facts, token: facts.token }))].join('\n');
}

function addresses(facts: BannerFacts): readonly string[] {
  return [
    `Console     ${facts.url}/            connections to look at and to test; sign in as whom you like`,
    `API         ${facts.url}            description: ${facts.url}/openapi.json`,
    `AWS         ${facts.awsUrl}            Secrets Manager, STS, IAM, DynamoDB, SQS and EventBridge; any access key is the administrator's`,
    `Demo Jira   ${facts.jiraUrl}            Jira Data Center; accepts what the seeded secret holds`,
    `Data        ${facts.dataDirectory}            kept across restarts; "npm start -- --reset" clears it`,
  ].map((line) => line.replace(/ {12}/, '  '));
}

function notes(facts: BannerFacts): readonly string[] {
  const ahead = facts.aheadMs > 0 ? [`The clock is ${facts.aheadMs / 1000} seconds ahead: it was advanced with POST /local/clock.`, ''] : [];
  const other =
    facts.otherSecretsManager === null
      ? []
      : [`The functions read secrets from ${facts.otherSecretsManager}; the lines below are about the embedded Secrets Manager.`, ''];
  return [...ahead, ...other];
}

function withoutToken(facts: BannerFacts): readonly string[] {
  return [`${facts.url}/local/token gives out no tokens, because the functions read secrets beyond this machine. LOCAL_ISSUER=1 changes that.`];
}

function firstMinute(facts: BannerFacts & { readonly token: string }): readonly string[] {
  const refused = facts.reportingHosts === null || !facts.reportingHosts.split(' ').includes(facts.jiraHost);
  return [
    '1  The mask of the guide in a Jira connection: authorized.',
    '',
    testLine(facts, maskOf(GUIDE)),
    '',
    `2  A secret whose owner allows another host only: ${refused ? 'destination_denied, and the fix' : 'authorized, since line 3 was run'}.`,
    '',
    testLine(facts, maskOf(REPORTING)),
    '',
    '3  The fix, as the owner of that secret.',
    '',
    tagLine(facts),
    '',
    '4  Line 2 again: authorized.',
    '',
    testLine(facts, maskOf(REPORTING)),
    '',
    '5  Two connections are stored: one works, one has a retired token. List them, then test one: POST …/v1/connections/<id>/test.',
    '',
    `curl -sw '\\n' ${facts.url}/v1/connections -H 'authorization: Bearer ${facts.token}'`,
    '',
    '6  The same list for a program that signs its requests, as the IAM role local-integration.',
    '',
    signedLine(facts),
    '',
    '7  All connections at once, in the background; and what was told of it a moment later. Schedules run too: POST …/local/clock moves the time.',
    '',
    runLine(facts),
    '',
    `curl -sw '\\n' ${facts.url}/local/events`,
    '',
    'The token in these lines is good for a day, for connection editors of the project demo:',
    '',
    facts.token,
    '',
    'Another one, for an hour:',
    '',
    `curl -sw '\\n' ${facts.url}/local/token -d '{"sub":"ada","roles":["demo:editor"]}'`,
    '',
    'The same secrets with the AWS CLI:',
    '',
    `AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws secretsmanager list-secrets --region us-east-1 --endpoint-url ${facts.awsUrl}`,
  ];
}

function maskOf(secret: { readonly arn: string; readonly key: string }): string {
  return `{{workato:sm:${secret.key}:${secret.arn}}}`;
}

function testLine({ url, token, jiraUrl }: BannerFacts & { readonly token: string }, mask: string): string {
  const body = JSON.stringify({ connector: 'jira-dc', config: { baseUrl: jiraUrl, personalAccessToken: mask } });
  // The token comes last: what matters can be read without it.
  return `curl -sw '\\n' ${url}/v1/connections/test -d '${body}' -H 'content-type: application/json' -H 'authorization: Bearer ${token}'`;
}

function runLine({ url, token }: BannerFacts & { readonly token: string }): string {
  const body = JSON.stringify({ selector: { project: 'demo' } });
  return `curl -sw '\\n' ${url}/v1/verification-runs -d '${body}' -H 'content-type: application/json' -H 'authorization: Bearer ${token}'`;
}

function signedLine({ url, key }: BannerFacts): string {
  return `curl -sw '\\n' ${url}/iam/v1/connections --aws-sigv4 aws:amz:${REGION}:execute-api --user ${key.accessKeyId}:${key.secretAccessKey}`;
}

function tagLine({ awsUrl, reportingHosts, jiraHost }: BannerFacts): string {
  const hosts = new Set([...(reportingHosts ?? '').split(' ').filter((host) => host !== ''), jiraHost]);
  const body = JSON.stringify({ SecretId: REPORTING.arn, Tags: [{ Key: HOSTS_TAG, Value: [...hosts].join(' ') }] });
  return `curl -sw 'HTTP %{http_code}\\n' ${awsUrl} -H 'content-type: application/x-amz-json-1.1' -H 'x-amz-target: secretsmanager.TagResource' -d '${body}'`;
}
