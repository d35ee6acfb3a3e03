import { createHmac } from 'node:crypto';
import type { TemplateMap } from '../connector.ts';
import { plainText } from '../request-credentials.ts';
import type { RequestDraft } from '../request-draft.ts';
import { namesOf, type TextOf, unusable } from '../template.ts';
import { asHeaderText, asUnicode } from '../value-check.ts';
import { canonicalRequest, sha256 } from './canonical-request.ts';
import type { SigningDeps } from './signing-parameters.ts';

type AccessKey = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly region: string;
  readonly service: string;
};

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** None of these may hold what separates the parts of a credential scope. */
const SCOPE_PART = /^[\w.-]{1,128}$/;

/**
 * Adds `x-amz-date` and `authorization`, with a session token `x-amz-security-token`, for S3 `x-amz-content-sha256`.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * @throws ResolverError `value_unusable`
 */
export function signWithSigV4(draft: RequestDraft, parameters: TemplateMap, { textOf, now }: SigningDeps): RequestDraft {
  const key = readAccessKey(parameters, textOf);
  const timestamp = new Date(now()).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const date = timestamp.slice(0, 8);
  const scope = `${date}/${key.region}/${key.service}/aws4_request`;
  const headers = new Map(draft.headers).set('x-amz-date', timestamp);
  if (key.sessionToken !== '') headers.set('x-amz-security-token', key.sessionToken);
  if (key.service === 's3') headers.set('x-amz-content-sha256', sha256(draft.body ?? ''));

  const { text, signedNames } = canonicalRequest({ ...draft, headers }, key.service);
  const signingKey = [date, key.region, key.service, 'aws4_request'].reduce<string | Buffer>((outer, part) => hmac(outer, part), `AWS4${key.secretAccessKey}`);
  const signature = hmac(signingKey, [ALGORITHM, timestamp, scope, sha256(text)].join('\n')).toString('hex');
  headers.set('authorization', `${ALGORITHM} Credential=${key.accessKeyId}/${scope}, SignedHeaders=${signedNames}, Signature=${signature}`);
  return { ...draft, headers };
}

function readAccessKey(parameters: TemplateMap, textOf: TextOf): AccessKey {
  const read = (parameter: keyof AccessKey, isFit: (text: string, field: string) => boolean): string => {
    const template = parameters[parameter] ?? '';
    const [field = ''] = namesOf(template);
    const text = plainText(template, textOf);
    if (!isFit(text, field)) throw unusable(field);
    return text;
  };
  const isScopePart = (text: string): boolean => SCOPE_PART.test(text);
  return {
    accessKeyId: read('accessKeyId', isScopePart),
    region: read('region', isScopePart),
    service: read('service', isScopePart),
    secretAccessKey: read('secretAccessKey', (text, field) => asUnicode(text, field) === text),
    sessionToken: read('sessionToken', (text, field) => asHeaderText(text, field) === text),
  };
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data, 'utf8').digest();
}
