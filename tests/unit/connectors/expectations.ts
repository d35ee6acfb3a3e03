import type { VerdictCode } from '../../../shared/errors.ts';

type Step = 'token' | 'probe';
type Different = { readonly step: Step; readonly status: number; readonly code: VerdictCode; readonly why: string; readonly connectors: string };

/** What a page of HTML means beside a status: nobody wrote it for a program, so that the status alone speaks. */
const COMMON: Readonly<Record<Step, Readonly<Record<number, VerdictCode>>>> = {
  token: {
    200: 'unexpected_response',
    302: 'redirect_blocked',
    400: 'token_request_refused',
    401: 'bad_credentials',
    403: 'forbidden',
    404: 'wrong_address',
    418: 'unexpected_response',
    429: 'rate_limited',
    500: 'target_unavailable',
    503: 'target_unavailable',
  },
  probe: {
    200: 'unexpected_response',
    302: 'redirect_blocked',
    400: 'unexpected_response',
    401: 'bad_credentials',
    403: 'forbidden',
    404: 'wrong_address',
    418: 'unexpected_response',
    422: 'unexpected_response',
    429: 'rate_limited',
    500: 'target_unavailable',
    503: 'target_unavailable',
  },
};

/** The only connectors of which one of these statuses says something else, whatever stands beside it. */
export const DIFFERENT: readonly Different[] = [
  {
    step: 'probe',
    status: 302,
    code: 'bad_credentials',
    why: 'An unknown token is sent to the sign-in page.',
    connectors: 'azure-devops databricks',
  },
  {
    step: 'probe',
    status: 400,
    code: 'bad_credentials',
    why: 'The request is always the same, so that only the key can be malformed.',
    connectors: 'cloudflare dropbox elastic-email elevenlabs ngrok onesignal pushover xai',
  },
  {
    step: 'probe',
    status: 403,
    code: 'bad_credentials',
    why: 'An unknown key is answered 403, not 401.',
    connectors:
      'activecampaign aircall algolia amplitude ashby clickhouse cloudflare databricks datadog dbt-cloud deepl elastic-email langsmith lob meilisearch misp ' +
      'new-relic onesignal pendo pinecone qdrant scaleway segment todoist travis-ci typeform vault vercel',
  },
  {
    step: 'probe',
    status: 403,
    code: 'locked',
    why: 'The user is disabled, or is asked for a CAPTCHA.',
    connectors: 'confluence-dc',
  },
  {
    step: 'probe',
    status: 404,
    code: 'bad_credentials',
    why: 'What a key may not see is hidden as if it did not exist, or the token is a part of the path.',
    connectors: 'cisco-meraki telegram',
  },
  { step: 'probe', status: 422, code: 'bad_credentials', why: 'Postmark: an unknown token.', connectors: 'postmark' },
  {
    step: 'token',
    status: 400,
    code: 'bad_credentials',
    why: 'A login of its own, no OAuth 2.0: there is no error code that would tell more.',
    connectors: 'bill metabase vault',
  },
  {
    step: 'token',
    status: 403,
    code: 'bad_credentials',
    why: 'An unknown client or user is answered 403.',
    connectors: 'airbyte bill crowdstrike personio vault wiz',
  },
  { step: 'token', status: 404, code: 'bad_credentials', why: 'Looker: an unknown client.', connectors: 'looker' },
];

/** What a page of HTML beside this status means to this connector. */
export function meaningOf(connectorId: string, step: Step, status: number): VerdictCode | undefined {
  const different = DIFFERENT.find((each) => each.step === step && each.status === status && each.connectors.split(' ').includes(connectorId));
  return different?.code ?? COMMON[step][status];
}

export function statusesOf(step: Step): readonly number[] {
  return Object.keys(COMMON[step]).map(Number);
}
