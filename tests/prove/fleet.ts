import type { ConnectionState, Standing, StoredConnection } from '../../shared/connections/stored-connection.ts';
import type { JsonObject } from '../../shared/json.ts';
import { arnOf, maskOf, recentOf } from '../helpers/stores/stored-connections.ts';
import { between, connectionId, oneOf, seeded } from '../helpers/random.ts';

const AT = '2026-11-23T12:00:00.000Z';
const STATES: readonly ConnectionState[] = ['connected', 'degraded', 'refused', 'unreachable', 'untested'];
const CODES: Partial<Readonly<Record<ConnectionState, string>>> = {
  connected: 'ok',
  degraded: 'ok_limited',
  refused: 'bad_credentials',
  unreachable: 'target_timeout',
};
const PROJECTS = Array.from({ length: 20 }, (_, at) => `team-${String(at).padStart(2, '0')}`);
const SECRETS = 3_000;

/** A secret with exactly so many dependents; nobody else uses it. */
export const WATCHED: Readonly<Record<number, string>> = { 1: arnOf('watched-by-one'), 30: arnOf('watched-by-thirty'), 300: arnOf('watched-by-three-hundred') };

/** What their last thirty tests found: all good, some bad moments, bad since a while; and of one that is new. */
const RECENT = [
  Array.from({ length: 30 }, () => 'authorized' as const),
  Array.from({ length: 30 }, (_, at) => (at % 11 === 4 ? 'inconclusive' : 'authorized')),
  Array.from({ length: 30 }, (_, at) => (at < 22 ? 'authorized' : 'refused')),
  ['not_attempted' as const, 'authorized' as const],
].map((statuses) => recentOf(statuses));

type Kind = { readonly connector: string; readonly method: string; config(mask: (key: string) => string, host: string): JsonObject };

/** Twelve services, with the fields that a form would send. */
const KINDS: readonly Kind[] = [
  {
    connector: 'jira-cloud',
    method: 'api_token',
    config: (mask, host) => ({ subdomain: host, email: mask('jira.email'), apiToken: mask('jira.token') }),
  },
  { connector: 'jira-dc', method: 'pat', config: (mask, host) => ({ baseUrl: `https://jira.${host}.example.com`, personalAccessToken: mask('jira.pat') }) },
  {
    connector: 'generic-http',
    method: 'bearer',
    config: (mask, host) => ({
      baseUrl: `https://api.${host}.example.com/v2`,
      token: mask('token'),
      testPath: '/me?fields=id,name',
      headers: { 'X-Tenant': host, 'X-Client': mask('client') },
    }),
  },
  { connector: 'github', method: 'token', config: (mask) => ({ token: mask('github.token'), apiVersion: '2022-11-28' }) },
  { connector: 'gitlab', method: 'token', config: (mask, host) => ({ baseUrl: `https://gitlab.${host}.example.com`, token: mask('gitlab.token') }) },
  { connector: 'okta', method: 'api_token', config: (mask, host) => ({ domain: `${host}.okta.com`, apiToken: mask('okta.token') }) },
  { connector: 'openai', method: 'api_key', config: (mask, host) => ({ apiKey: mask('openai.key'), organization: `org-${host}`, project: `proj-${host}` }) },
  {
    connector: 'servicenow',
    method: 'oauth_client_credentials',
    config: (mask, host) => ({ instance: host, clientId: mask('snow.id'), clientSecret: mask('snow.secret'), scope: 'useraccount' }),
  },
  { connector: 'slack', method: 'bot_token', config: (mask) => ({ token: mask('slack.bot'), signingSecret: mask('slack.signing') }) },
  { connector: 'stripe', method: 'secret_key', config: (mask, host) => ({ apiKey: mask('stripe.key'), account: `acct_${host}` }) },
  {
    connector: 'salesforce',
    method: 'oauth_jwt',
    config: (mask, host) => ({
      instanceUrl: `https://${host}.my.salesforce.com`,
      clientId: mask('sf.id'),
      privateKey: mask('sf.key'),
      username: `bot@${host}`,
    }),
  },
  {
    connector: 'snowflake',
    method: 'key_pair',
    config: (mask, host) => ({ account: `${host}-eu1`, user: 'ETL', privateKey: mask('snowflake.key'), passphrase: mask('snowflake.phrase') }),
  },
];

export const FLEET = { projects: PROJECTS, connectors: KINDS.map(({ connector }) => connector), states: STATES } as const;

/** So many stored connections as an organisation has them, the same ones for the same seed. The watched secrets are spread over all. */
export function* fleet(count: number, seed: number): Generator<StoredConnection> {
  const random = seeded(seed);
  const watched = Object.entries(WATCHED).flatMap(([dependents, arn]) => Array.from({ length: Number(dependents) }, () => arn));
  const every = Math.floor(count / watched.length);
  for (let made = 0; made < count; made += 1) yield connection(random, made % every === 0 ? watched[made / every] : undefined);
}

function connection(random: () => number, watched: string | undefined): StoredConnection {
  const kind = oneOf(KINDS, random);
  const secret = arnOf(`team/prod/${kind.connector}-${Math.floor(random() * SECRETS)}`);
  const other = arnOf(`shared/oauth-clients-${Math.floor(random() * SECRETS)}`);
  const host = `acme-${between(1, 999, random)}`;
  let masks = 0;
  const mask = (key: string): string => {
    masks += 1;
    return maskFor(watched && masks === 1 ? watched : masks > 1 && random() < 0.2 ? other : secret, key);
  };
  const revision = between(1, 9, random);
  return {
    id: connectionId(random),
    name: `${kind.connector} of ${host}`,
    project: oneOf(PROJECTS, random),
    connector: kind.connector,
    method: kind.method,
    config: kind.config(mask, host),
    expectIdentity: null,
    schedule: random() < 0.6 ? { every: oneOf(['PT15M', 'PT1H', 'P1D'], random), enabled: true } : null,
    labels: labelsOf(random),
    revision,
    standing: standingOf(oneOf(STATES, random), random),
    createdAt: AT,
    updatedAt: AT,
  };
}

function maskFor(arn: string, key: string): string {
  return maskOf('x', key).replace(arnOf('x'), arn);
}

function labelsOf(random: () => number): Readonly<Record<string, string>> {
  const labels = { team: oneOf(['core', 'crm', 'finance', 'people'], random), tier: oneOf(['a', 'b', 'c'], random) };
  return random() < 0.3 ? { ...labels, 'cost-center': String(between(1_000, 9_999, random)) } : labels;
}

function standingOf(state: ConnectionState, random: () => number): Standing {
  if (state === 'untested') return { state, since: AT, lastVerifiedAt: null, lastOkAt: null, code: null, versionIds: [] };
  const versionId = connectionId(random)
    .slice('con_'.length)
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return {
    state,
    since: AT,
    lastVerifiedAt: AT,
    lastOkAt: state === 'refused' ? null : AT,
    code: CODES[state] ?? null,
    versionIds: [versionId],
    recent: oneOf(RECENT, random),
  };
}
