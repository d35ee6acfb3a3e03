import { createHash, createHmac, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { inspect } from 'node:util';
import { SignatureV4 } from '@smithy/signature-v4';
import type { SourceData } from '@smithy/types';
import * as fc from 'fast-check';
import { jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import type { RequestDraft } from '../../../shared/connectors/request-draft.ts';
import { signWithSigV4 } from '../../../shared/connectors/signers/aws-sigv4.ts';
import { signAssertion } from '../../../shared/connectors/signers/jwt-assertion.ts';
import { signWithMtls } from '../../../shared/connectors/signers/mtls.ts';
import { parsePem } from '../../../shared/connectors/signers/pem.ts';
import { CLIENT_CERTIFICATE, CLIENT_KEY, DEPS, RSA, RSA_PEM, seen, wayOf } from './samples.ts';
import { draftOf, inTexts, refusedField, thrownBy } from './signing.ts';

// AWS's published SigV4 test suite ("aws-sig-v4-test-suite").
const ACCESS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', region: 'us-east-1', service: 'service' };
const NOW_MS = Date.UTC(2015, 7, 30, 12, 36, 0);
const SIGV4 = {
  accessKeyId: '${accessKeyId}',
  secretAccessKey: '${secretAccessKey}',
  sessionToken: '${sessionToken?}',
  region: '${region}',
  service: '${service}',
};

function authorization(draft: RequestDraft, texts: Readonly<Record<string, string>> = ACCESS): string {
  return signWithSigV4(draft, SIGV4, { ...DEPS, textOf: inTexts(texts), now: () => NOW_MS }).headers.get('authorization') ?? '';
}

describe('AWS Signature Version 4', () => {
  it.each([
    ['get-vanilla', draftOf(), '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['post-vanilla', draftOf({ verb: 'POST' }), '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    ['get-vanilla-query-order-key-case', draftOf({ query: 'Param2=value2&Param1=value1' }), 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500'],
  ])('signs %s as AWS does', (_, draft, signature) => {
    expect(authorization(draft)).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    );
  });

  const segment = fc.stringMatching(/^[A-Za-z0-9._~:@$,;=+&%20-]{1,8}$/).map((text) => encodeURIComponent(text));
  const name = fc.stringMatching(/^[A-Za-z0-9_.~-]{1,6}$/);

  it('signs every request as the AWS SDK does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          segment.filter((text) => text !== '.' && text !== '..'),
          { maxLength: 4 },
        ),
        fc.dictionary(name, fc.string({ unit: 'grapheme', maxLength: 6 }), { maxKeys: 4 }),
        fc.constantFrom('execute-api', 's3'),
        fc.option(fc.constantFrom('token', 'IQoJb3JpZ2luX2VjEA==/+'), { nil: '' }),
        async (segments, query, service, sessionToken) => {
          const path = `/${segments.join('/')}`;
          const texts = { ...ACCESS, service, sessionToken };
          const queryText = Object.entries(query)
            .map(([key, value]) => `${key}=${encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`)
            .join('&');
          const ours = signWithSigV4(draftOf({ path, query: queryText }), SIGV4, { ...DEPS, textOf: inTexts(texts), now: () => NOW_MS });
          expect(ours.headers.get('authorization')).toBe(await sdkAuthorization({ path, query: { ...query } }, texts));
          expect(ours.headers.get('x-amz-security-token') ?? '').toBe(sessionToken);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('the port is signed with the host, as the request has it', async () => {
    const draft = draftOf({ destination: { scheme: 'https', host: 'example.amazonaws.com', port: 8443, path: '/' } });
    expect(authorization(draft)).not.toBe(authorization(draftOf()));
    expect(authorization(draft)).toBe(await sdkAuthorization({ path: '/', query: {}, host: 'example.amazonaws.com:8443' }, { ...ACCESS, sessionToken: '' }));
  });

  it.each(['/a//b', '//a', '/a///'])('the path %s is signed as the AWS SDK signs it', async (path) => {
    for (const service of ['execute-api', 's3']) {
      const texts = { ...ACCESS, service, sessionToken: '' };
      expect(authorization(draftOf({ path }), texts)).toBe(await sdkAuthorization({ path, query: {} }, texts));
    }
  });

  it('no part can hold what separates the parts of a credential scope', () => {
    for (const field of ['accessKeyId', 'region', 'service']) {
      for (const value of ['a/b', 'a,b', 'a b', '', 'a\n', 'é'])
        expect(refusedField(() => authorization(draftOf(), { ...ACCESS, [field]: value }))).toBe(`/config/${field}`);
    }
    expect(refusedField(() => authorization(draftOf(), { ...ACCESS, secretAccessKey: '' }))).toBe('/config/secretAccessKey');
    expect(refusedField(() => authorization(draftOf(), { ...ACCESS, sessionToken: 'a\r\nb' }))).toBe('/config/sessionToken');
  });

  it('the whole way of generic-http: query, headers and session token are signed', async () => {
    const { headers } = await seen(wayOf('generic-http', 'aws_sigv4'), {
      sessionToken: 'st',
      path: '/x?b=2&a=1',
      headers: { 'X-Amz-Target': 'T', 'X-Other': 'o' },
    });
    expect(headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/20261123\/us-east-1\/execute-api\/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token;x-amz-target, Signature=[0-9a-f]{64}$/,
    );
  });
});

type SdkRequest = { readonly path: string; readonly query: Record<string, string>; readonly host?: string };

function bytesOf(data: SourceData): Buffer {
  if (typeof data === 'string') return Buffer.from(data, 'utf8');
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}

/** The oracle: the SDK's own signer. */
async function sdkAuthorization(
  { path, query, host = 'example.amazonaws.com' }: SdkRequest,
  { service, sessionToken }: { readonly service: string; readonly sessionToken: string },
): Promise<string> {
  class Sha256 {
    readonly #parts: Buffer[] = [];
    readonly #secret: Buffer | undefined;
    constructor(secret?: SourceData) {
      this.#secret = secret === undefined ? undefined : bytesOf(secret);
    }
    update(data: SourceData): void {
      this.#parts.push(bytesOf(data));
    }
    async digest(): Promise<Uint8Array> {
      const hash = this.#secret ? createHmac('sha256', this.#secret) : createHash('sha256');
      return hash.update(Buffer.concat(this.#parts)).digest();
    }
    reset(): void {}
  }
  const signer = new SignatureV4({
    credentials: { accessKeyId: ACCESS.accessKeyId, secretAccessKey: ACCESS.secretAccessKey, ...(sessionToken !== '' && { sessionToken }) },
    region: 'us-east-1',
    service,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
    applyChecksum: service === 's3',
  });
  const signed = await signer.sign(
    { method: 'GET', protocol: 'https:', hostname: 'example.amazonaws.com', path, query, headers: { host } },
    {
      signingDate: new Date(NOW_MS),
    },
  );
  return signed.headers['authorization'] ?? '';
}

describe('JWT assertions', () => {
  const okta = {
    alg: 'RS256',
    key: '${privateKey}',
    keyId: '${keyId?}',
    claims: { iss: '${clientId}', aud: 'https://${domain}/oauth2/v1/token' },
    lifetimeSeconds: 300,
    use: 'client_assertion',
  } as const;
  const texts = { privateKey: RSA_PEM, clientId: '0oa"1', domain: 'acme.okta.com' };
  const signed = (changes: object = {}, assertion: Parameters<typeof signAssertion>[0] = okta): string =>
    signAssertion(assertion, inTexts({ ...texts, ...changes }), DEPS);
  const currentDate = new Date(DEPS.now());

  it('an independent library accepts it, with the claims as declared and five minutes to live', async () => {
    const { payload, protectedHeader } = await jwtVerify(signed(), RSA.publicKey, {
      currentDate,
      audience: 'https://acme.okta.com/oauth2/v1/token',
      issuer: '0oa"1',
      algorithms: ['RS256'],
    });
    expect(payload).toEqual({
      iss: '0oa"1',
      aud: 'https://acme.okta.com/oauth2/v1/token',
      iat: DEPS.now() / 1000,
      exp: DEPS.now() / 1000 + 300,
      jti: DEPS.uuid(),
    });
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT' });
  });

  it.each(['PS256', 'ES256'] as const)('%s too', async (alg) => {
    const pair = alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : RSA;
    const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    await expect(jwtVerify(signed({ privateKey }, { ...okta, alg }), pair.publicKey, { currentDate, algorithms: [alg] })).resolves.toBeDefined();
  });

  it('a JWK brings its key ID, one that the connection names wins', async () => {
    const jwk = JSON.stringify({ ...RSA.privateKey.export({ format: 'jwk' }), kid: 'own', alg: 'RS256' });
    const kid = async (changes: object): Promise<unknown> =>
      (await jwtVerify(signed({ privateKey: jwk, ...changes }), RSA.publicKey, { currentDate })).protectedHeader.kid;
    expect(await kid({})).toBe('own');
    expect(await kid({ keyId: 'named' })).toBe('named');
  });

  it('a key whose line breaks became spaces or "\\n" on the way is read', () => {
    for (const privateKey of [RSA_PEM.replaceAll('\n', ' '), RSA_PEM.replaceAll('\n', '\\n'), RSA_PEM.replaceAll('\n', '\r\n'), `  ${RSA_PEM}\n\n`]) {
      const [header, claims, signature] = signed({ privateKey }).split('.');
      expect(verify('sha256', Buffer.from(`${header}.${claims}`), createPublicKey(RSA.privateKey), Buffer.from(signature ?? '', 'base64url'))).toBe(true);
    }
  });

  it.each([
    ['nothing', ''],
    ['text', 'canary-not-a-key'],
    ['broken JSON', '{"kty":"RSA", canary'],
    ['JSON that is no key', '{"kty":"RSA","n":"canary"}'],
    ['a public key', RSA.publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ['a public JWK', JSON.stringify(RSA.publicKey.export({ format: 'jwk' }))],
    ['a key of another kind', CLIENT_KEY],
    ['an RSA key of 1024 bits', generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
    ['an encrypted key', RSA.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString()],
    ['a damaged key', RSA_PEM.replace('\nMII', '\ncanary')],
    ['a key that was cut off', RSA_PEM.replace(/[^\n]+\n(?=-----END)/, '')],
    ['two keys', `${RSA_PEM}${RSA_PEM}`],
  ])('%s is refused with its field, and nothing of it is told', (_, privateKey) => {
    expect(refusedField(() => signed({ privateKey }))).toBe('/config/privateKey');
    expect(
      inspect(
        thrownBy(() => signed({ privateKey })),
        { depth: 9 },
      ).split('\n    at ')[0],
    ).not.toMatch(/canary|BEGIN|asn1|openssl/i);
  });

  it('Okta gets it as client authentication beside the scopes', async () => {
    const form = new URLSearchParams((await seen(wayOf('okta', 'private_key_jwt'), {}, 'token')).body ?? '');
    expect(form.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    expect(form.get('scope')).toBe('okta.users.read');
    expect(form.get('client_assertion')?.split('.')).toHaveLength(3);
    expect([...form.keys()]).toEqual(['grant_type', 'scope', 'client_assertion_type', 'client_assertion']);
  });
});

describe('mutual TLS', () => {
  const parameters = { certificate: '${clientCertificate}', key: '${clientKey}' };
  const own = { clientCertificate: CLIENT_CERTIFICATE, clientKey: CLIENT_KEY };
  const signed = (changes: object): RequestDraft => signWithMtls(draftOf(), parameters, { ...DEPS, textOf: inTexts({ ...own, ...changes }) });

  it('certificate and key go to the socket, however their lines were broken', () => {
    const expected = { certificate: CLIENT_CERTIFICATE, key: CLIENT_KEY };
    expect(signed({}).clientCertificate).toEqual(expected);
    expect(signed({ clientCertificate: CLIENT_CERTIFICATE.replaceAll('\n', ' '), clientKey: CLIENT_KEY.replaceAll('\n', '\\n') }).clientCertificate).toEqual(
      expected,
    );
    expect(signed({ clientCertificate: `${CLIENT_CERTIFICATE}${CLIENT_CERTIFICATE}` }).clientCertificate?.certificate).toBe(
      `${CLIENT_CERTIFICATE}${CLIENT_CERTIFICATE}`,
    );
  });

  it.each([
    ['clientCertificate', 'nothing like PEM'],
    ['clientCertificate', CLIENT_KEY],
    ['clientCertificate', `${CLIENT_CERTIFICATE}${CLIENT_KEY}`],
    ['clientCertificate', CLIENT_CERTIFICATE.replace('MIIB', 'AAAA')],
    ['clientCertificate', `garbage ${CLIENT_CERTIFICATE}`],
    ['clientKey', 'nothing like PEM'],
    ['clientKey', CLIENT_CERTIFICATE],
    ['clientKey', RSA_PEM],
    ['clientKey', `${CLIENT_KEY}${CLIENT_KEY}`],
  ])('%s that is not one, or not the other half, is refused: %#', (field, text) => {
    expect(refusedField(() => signed({ [field]: text }))).toBe(`/config/${field}`);
  });

  it('PEM is read in linear time', () => {
    // Squared, this many characters would not end within the time of any test.
    const hostile = `${'-----BEGIN A-----'.repeat(100_000)}${'A '.repeat(500_000)}`;
    expect(parsePem(hostile)).toBeNull();
  });
});
