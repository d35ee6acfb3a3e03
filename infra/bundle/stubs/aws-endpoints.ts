/** What the SDK's endpoint rules take, as far as it matters here. */
type EndpointParameters = { readonly Region?: string; readonly Endpoint?: string; readonly UseFIPS?: boolean; readonly UseDualStack?: boolean };
type Endpoint = { readonly url: URL; readonly properties: object; readonly headers: object };

const SUFFIXES: readonly (readonly [region: RegExp, suffix: string])[] = [
  [/^cn-/, 'amazonaws.com.cn'],
  [/^us-iso-/, 'c2s.ic.gov'],
  [/^us-isob-/, 'sc2s.sgov.gov'],
  [/^us-isof-/, 'csp.hci.ic.gov'],
  [/^eu-isoe-/, 'cloud.adc-e.uk'],
  [/^eusc-/, 'amazonaws.eu'],
];

/**
 * Replaces the SDK's endpoint rules and partition tables (15 kB) for these services. Dual stack is left out: AWS_ENDPOINT_URL_* says it better.
 * A test compares it with the SDK's own answers, region by region.
 */
export function resolverFor(service: 'dynamodb' | 'events' | 'secretsmanager' | 'sqs' | 'sts') {
  return ({ Region = '', Endpoint, UseFIPS, UseDualStack }: EndpointParameters): Endpoint => {
    if (Endpoint) return at(Endpoint);
    if (UseDualStack)
      throw new Error(
        'This bundle knows no dual-stack endpoints: give them in AWS_ENDPOINT_URL_SECRETS_MANAGER, AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL_EVENTBRIDGE and AWS_ENDPOINT_URL_SQS.',
      );
    // The GovCloud endpoints of all others are the FIPS ones.
    const isFips = UseFIPS === true && !(service !== 'secretsmanager' && Region.startsWith('us-gov-'));
    const suffix = SUFFIXES.find(([region]) => region.test(Region))?.[1] ?? 'amazonaws.com';
    return at(`https://${service}${isFips ? '-fips' : ''}.${Region}.${suffix}`);
  };
}

function at(url: string): Endpoint {
  return { url: new URL(url), properties: {}, headers: {} };
}
