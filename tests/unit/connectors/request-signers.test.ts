import { generateKeyPairSync } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHALLENGE } from '../../../shared/connectors/challenge.ts';
import type { Connector, Sign } from '../../../shared/connectors/connector.ts';
import { strongestChallenge } from '../../../shared/connectors/signers/digest-challenge.ts';
import { opensSoon } from '../../../shared/connectors/signers/encrypted-key.ts';
import { readPrivateKey } from '../../../shared/connectors/signers/private-key.ts';
import { ResolverError } from '../../../shared/errors.ts';
import { CLIENT_KEY, connectorOf, DIGEST_CHALLENGE, RSA, RSA_PEM, seen, type Texts, wayOf } from './samples.ts';

/** The code and field of what a way to connect refuses to send. */
async function refused(id: string, methodId: string, texts: Texts): Promise<string> {
  const error: unknown = await seen(wayOf(id, methodId), texts).catch((thrown: unknown) => thrown);
  return error instanceof ResolverError ? `${error.code} ${error.where.pointer ?? ''}` : 'sent';
}

describe('a value that a signer cannot use is refused with its field', () => {
  const SMALL = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const LOCKED = RSA.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' }).toString();

  it.each([
    [
      'github-app',
      'app_jwt',
      'privateKey',
      ['x', CLIENT_KEY, SMALL, LOCKED, RSA_PEM.slice(0, 300), RSA.publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ],
    ['ghost', 'admin_key', 'adminApiKey', ['x', 'id:', 'id', 'id:abc', 'id:zz', ':00', `id:${'0g'.repeat(32)}`, 'id:00 ']],
    ['snowflake', 'key_pair', 'privateKey', ['x', LOCKED]],
    ['oracle-cloud', 'api_signing_key', 'privateKey', ['x', CLIENT_KEY, SMALL, LOCKED, `${RSA_PEM}OCI_API_KEY`]],
    ['oracle-cloud', 'api_signing_key', 'fingerprint', ['a"b', 'a\\b', 'a\nb', 'é\u20ac']],
    ['azure-storage', 'shared_key', 'accountKey', ['', 'x', 'not base64!', 'YQ', 'YQ==\n', 'YR==', 'a-_b']],
    ['alibaba-cloud', 'access_key', 'accessKeyId', ['', 'a,b', 'a b', 'a/b', 'a\n']],
    ['alibaba-cloud', 'access_key', 'accessKeySecret', ['', '\ud800']],
    ['alibaba-cloud', 'access_key', 'securityToken', ['a\nb', '\u20ac']],
    ['magento', 'oauth1', 'consumerSecret', ['', '\ud800']],
    ['duo', 'hmac', 'secretKey', ['', '\ud800']],
    ['mongodb-atlas', 'digest', 'publicKey', ['', 'a"b', 'a\\b', 'a:b', 'a b', 'é']],
    ['mongodb-atlas', 'digest', 'privateKey', ['', '\ud800']],
  ] as const)('%s by %s: %s', async (id, methodId, field, texts) => {
    for (const text of texts) expect([text, await refused(id, methodId, { [field]: text })]).toEqual([text, `value_unusable /config/${field}`]);
  });

  it('an encrypted key opens with its passphrase and with no other', async () => {
    expect(await refused('snowflake', 'key_pair', { privateKey: LOCKED, passphrase: 'open sesame' })).toBe('sent');
    expect(await refused('oracle-cloud', 'api_signing_key', { privateKey: LOCKED, passphrase: 'open sesame' })).toBe('sent');
    expect(await refused('snowflake', 'key_pair', { privateKey: LOCKED, passphrase: 'canary' })).toBe('value_unusable /config/privateKey');
  });

  it('an encrypted key that would take long to open is not opened', () => {
    // Made for this test with openssl; opens with "x" after 2,000,000 rounds of PBKDF2.
    const slow = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHtMFgGCSqGSIb3DQEFDTBLMCoGCSqGSIb3DQEFDDAdBAiizpClWvmWvAIDHoSA
MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBBCSC/dA7P2aZmhq1JbC/dCBIGQ
DbeidRKBc9AapoofdE+2Q5urIIIHc5QZKaCG916/Z73NJ8wYvBtnGTl2fffDt6Zx
W0J5HXO2VaHbJWAp4e/0WICo4BzeCIkEx4RhkLfFhYlvND+qG2Hdc15GmsO3A+6f
o2KIbZnGiCY7fDg8fKYMnJB3ub5IDfy6yxqRIr6xdKcYv4OTrsLSvLijYfexTSeX
-----END ENCRYPTED PRIVATE KEY-----`;
    expect([opensSoon(LOCKED), opensSoon(slow)]).toEqual([true, false]);
    expect([readPrivateKey(LOCKED, 'RS256', 'open sesame')?.key.type, readPrivateKey(slow, 'ES256', 'x')]).toEqual(['private', null]);
    // Its header says less than it has: no length is taken in another form, no other function than PBKDF2.
    const der = Buffer.from(LOCKED.replaceAll(/-----[A-Z ]+-----/g, ''), 'base64');
    const altered = (find: RegExp, by: string): string => Buffer.from(der.toString('hex').replace(find, by), 'hex').toString('base64');
    for (const [find, by] of [
      [/01050c30/, '01050d30'],
      [/(01050c30..)04/, '$105'],
      [/(01050c30..04)../, '$188'],
      [/(01050c30..04..(?:.{16}){1,2})0202/, '$10302'],
      [/(01050c30..04..(?:.{16}){1,2})0202/, '$10205'],
      [/(01050c30..04..(?:.{16}){1,2})0202/, '$10200'],
    ] as const) {
      expect(altered(find, by)).not.toBe(der.toString('base64'));
      expect([by, opensSoon(altered(find, by))]).toEqual([by, false]);
    }
    expect(opensSoon('')).toBe(false);
  });

  it('no realm breaks out of its quotes', async () => {
    const { connector, method } = wayOf('netsuite', 'tba');
    const key = '${consumerKey}';
    const parameters = { method: 'HMAC-SHA256', consumerKey: key, consumerSecret: key, token: key, tokenSecret: key, realm: key };
    const sign: Sign = { kind: 'oauth1', parameters };
    for (const consumerKey of ['a"b', 'a\\b', 'a\nb']) {
      await expect(seen({ connector, method: { ...method, sign } }, { consumerKey })).rejects.toMatchObject({ code: 'value_unusable' });
    }
  });

  it('a definition that signs a header which its request does not have is misconfigured, and nothing is sent', async () => {
    const { connector, method } = wayOf('oracle-cloud', 'api_signing_key');
    const sign: Sign = { kind: 'http_signature', parameters: { keyId: 'k', key: '${privateKey}', headers: 'date digest' } };
    await expect(seen({ connector, method: { ...method, sign } })).rejects.toMatchObject({ code: 'misconfigured' });
  });
});

it('temporary credentials of Alibaba Cloud bring their token, lasting ones none', async () => {
  const way = wayOf('alibaba-cloud', 'access_key');
  const { headers } = await seen(way, { securityToken: 'temporary/+=' });
  expect([headers['x-acs-security-token'], headers['authorization']]).toEqual(['temporary/+=', expect.stringContaining(';x-acs-security-token;')]);
  expect((await seen(way, { securityToken: '' })).headers).not.toHaveProperty('x-acs-security-token');
});

it('what a definition declares as a header wins over the one that comes with its body, and is signed', async () => {
  const { headers } = await seen(wayOf('aws-sqs', 'access_key'));
  expect(headers['content-type']).toBe('application/x-amz-json-1.0');
  expect(headers['authorization']).toContain('SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,');
});

it('of a SAS token each value that the definition names goes into the query, and nothing else that it holds', async () => {
  const way = wayOf('azure-storage', 'sas');
  const sasToken = '?sv=2022-11-02&ss=b&srt=s&sp=l&se=2027-01-01T00:00:00Z&sig=a%2Bb%2Fc%3D&comp=metadata&x=1';
  expect((await seen(way, { sasToken })).query).toBe('comp=list&maxresults=1&sv=2022-11-02&ss=b&srt=s&sp=l&se=2027-01-01T00%3A00%3A00Z&sig=a%2Bb%2Fc%3D');
  for (const text of ['', 'sig=only', 'not a token', 'sv=1&ss=b&srt=s&sp=l&se=x&sig=%00'])
    expect(await refused('azure-storage', 'sas', { sasToken: text })).toBe('value_unusable /config/sasToken');
});

it('a declared string may be signed in base64 with a key in base64, over time and body', async () => {
  const sign: Sign = {
    kind: 'hmac',
    parameters: {
      algorithm: 'sha256',
      encoding: 'base64',
      key: '${secretKey}',
      keyEncoding: 'base64',
      date: 'seconds',
      string: '${date}${verb}${path}${body}',
    },
  };
  const stripe = connectorOf('stripe');
  const connector: Connector = { ...stripe, probe: { method: 'POST', path: '/orders', json: { a: 1 } } };
  const method = { ...stripe.methods[0]!, sign, apply: { headers: { 'X-Sign': '${signature}', 'X-Time': '${date}' } } };
  const { headers } = await seen({ connector, method }, { secretKey: 'c2VjcmV0' });
  expect([headers['x-time'], headers['x-sign']]).toEqual(['1795435200', '+xiFIxtrp/bzoFYuQdVjuObg1aN/paJC9T2qiZCm0LU=']);
});

describe('the challenge of HTTP Digest', () => {
  const MD5 = { hash: 'md5', realm: 'r', nonce: 'n' };

  it.each([
    ['alone', 'Digest realm="r", nonce="n", qop="auth"'],
    ['in other letters, unquoted, without spaces', 'dIGEST REALM=r,NONCE=n,QOP=auth,algorithm=md5'],
    ['among several kinds of protection', 'Digest realm="r", nonce="n", qop="auth-int, auth"'],
    ['after Basic', 'Basic realm="x", Digest realm="r", nonce="n", qop="auth"'],
    ['before Basic', 'Digest realm="r", nonce="n", qop="auth", Basic realm="x"'],
    ['after schemes without parameters', 'Negotiate, NTLM TlRMTVNTUAAB==, Digest realm="r", nonce="n", qop="auth"'],
    ['beside one that cannot be answered', 'Digest realm="x", nonce="y", qop="auth", algorithm=SHA-512-256, Digest realm="r", nonce="n", qop="auth"'],
  ])('is read %s', (_, header) => {
    expect(strongestChallenge(header)).toMatchObject(MD5);
  });

  it('quoted commas, quotes and escapes stay within their value', () => {
    expect(strongestChallenge('Digest realm="a, \\"b\\" = c, Digest", nonce="n", qop="auth"')?.realm).toBe('a, \\"b\\" = c, Digest');
  });

  it.each([
    'Basic realm="r"',
    'Digest realm="r", qop="auth"',
    'Digest nonce="n", qop="auth"',
    'Digest realm="r", nonce="n"',
    'Digest realm="r", nonce="n", qop="auth-int"',
    'Digest realm="r", nonce="n", qop="auth", algorithm=MD5-sess',
    'Digest realm="r", nonce="n, qop="auth"',
    'realm="r", nonce="n", qop="auth"',
    '',
  ])('%s cannot be answered', async (header) => {
    expect(strongestChallenge(header)).toBeNull();
    expect(await refused('mongodb-atlas', 'digest', { [CHALLENGE]: header })).toBe('unexpected_response ');
  });

  it('whatever it holds, its text stays between its quotes', async () => {
    const part = fc.constantFrom('Digest ', 'Basic ', 'realm', 'nonce', 'qop', 'opaque', 'algorithm', '=', '"', '\\', ',', ' ', 'auth', 'MD5', 'r', '\\"');
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 30 }), async (parts) => {
        const challenge = `Digest realm="r", nonce="n", qop="auth", ${parts.join('')}`;
        const { headers } = await seen(wayOf('mongodb-atlas', 'digest'), { [CHALLENGE]: challenge }).catch((error: unknown) => {
          if (error instanceof ResolverError && error.code === 'unexpected_response') return { headers: { authorization: 'Digest x=1' } };
          throw error;
        });
        expect(headers['authorization']).toMatch(/^Digest (?:[a-z]+=(?:"(?:[^"\\]|\\.)*"|[\w-]+)(?:, |$))+$/);
      }),
      { numRuns: 500 },
    );
  });

  it('is read in linear time', () => {
    // Squared, this many characters would not end within the time of any test.
    for (const part of ['a', 'a ', 'a=', '"', '\\', ',', 'a ,', 'a="', 'Digest ', '\t']) expect(strongestChallenge(part.repeat(200_000))).toBeNull();
  });

  it("takes the first of two equal ones, and the sample's own", () => {
    expect(strongestChallenge(DIGEST_CHALLENGE)).toMatchObject({ hash: 'md5', algorithm: 'MD5', realm: 'MMS Public API', opaque: null });
  });
});
