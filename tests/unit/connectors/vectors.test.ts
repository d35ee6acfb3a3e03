import { createSign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signWithAcs3 } from '../../../shared/connectors/signers/acs3.ts';
import { stringToSign } from '../../../shared/connectors/signers/azure-shared-key.ts';
import { signWithDigest } from '../../../shared/connectors/signers/digest.ts';
import { signWithHmac } from '../../../shared/connectors/signers/hmac.ts';
import { signingString } from '../../../shared/connectors/signers/http-signature.ts';
import { signatureBase, signWithOAuth1 } from '../../../shared/connectors/signers/oauth1.ts';
import { draftOf, inTexts } from './signing.ts';

// What is expected here was published by whoever made the scheme; each test names where.
const at = (host: string) => ({ scheme: 'https', host, port: 443, path: '/' }) as const;
const clock = (when: string, uuid = '') => ({ now: () => Date.parse(when), uuid: () => uuid });

describe('OAuth 1.0', () => {
  const destination = { scheme: 'http', host: 'photos.example.net', port: 80, path: '/' } as const;
  const parameters = { method: 'HMAC-SHA1', consumerKey: '${key}', consumerSecret: '${secret}', token: '${token}', tokenSecret: '${tokenSecret}' };
  const texts = { key: 'dpf43f3p2l4k3l03', secret: 'kd94hf93k423kf44', token: 'nnch734d00sl2jdk', tokenSecret: 'pfkkdhi9sl3r4s00' };

  it('signs the request for a photo of RFC 5849 §1.2', () => {
    const draft = draftOf({ destination, path: '/photos', query: 'file=vacation.jpg&size=original' });
    const deps = { ...clock(new Date(137_131_202_000).toISOString(), 'chapoH'), textOf: inTexts({ ...texts, realm: 'Photos' }) };
    expect(signWithOAuth1(draft, { ...parameters, realm: '${realm}' }, deps).headers.get('authorization')).toBe(
      'OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk", oauth_signature_method="HMAC-SHA1", ' +
        'oauth_timestamp="137131202", oauth_nonce="chapoH", oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"',
    );
  });

  it('puts query and form into the base string of RFC 5849 §3.4.1.1', () => {
    const draft = draftOf({
      verb: 'POST',
      destination: { ...destination, host: 'example.com' },
      path: '/request',
      query: 'b5=%3D%253D&a3=a&c%40=&a2=r%20b',
      headers: new Map([['content-type', 'application/x-www-form-urlencoded']]),
      body: 'c2&a3=2+q',
    });
    const own = [
      ['oauth_consumer_key', '9djdj82h48djs9d2'],
      ['oauth_token', 'kkk9d7dh3k39sjv7'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '137131201'],
      ['oauth_nonce', '7d8f3e4a'],
    ] as const;
    expect(signatureBase(draft, own)).toBe(
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26' +
        'oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26' +
        'oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
    );
  });
});

describe('HTTP Digest', () => {
  // RFC 7616 §3.9.1: the server offers both, in this order.
  const offered = (algorithm: string): string =>
    `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", ` +
    'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
  const MD5 = 'response="8ca523f5e9506fed4657c9700eebdbec"';
  const SHA256 = 'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"';

  it.each([
    ['MD5', offered('MD5'), MD5],
    ['SHA-256', offered('SHA-256'), SHA256],
    ['the stronger of the two', `${offered('MD5')}, ${offered('SHA-256')}`, SHA256],
  ])('answers the challenge of RFC 7616 §3.9.1: %s', (_, challenge, response) => {
    const textOf = inTexts({ user: 'Mufasa', password: 'Circle of Life', '@challenge': challenge });
    const deps = { ...clock('2015-09-01T00:00:00Z', 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ'), textOf };
    const draft = draftOf({ destination: at('www.example.org'), path: '/dir/index.html' });
    const header = signWithDigest(draft, { user: '${user}', password: '${password}' }, deps).headers.get('authorization');
    expect(header).toContain(response);
    expect(header).toMatch(
      /^Digest username="Mufasa", realm="http-auth@example\.org", uri="\/dir\/index\.html", algorithm=(?:MD5|SHA-256), nonce="[^"]+", nc=00000001, cnonce="[^"]+", qop=auth, response="[0-9a-f]+", opaque="FQhe\/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"$/,
    );
  });
});

// https://github.com/duosecurity/duo_client_python, tests/test_client.py: "test_hmac_sha512".
it("Duo's own client signs the same", () => {
  const parameters = {
    algorithm: 'sha512',
    encoding: 'hex',
    key: '${secretKey}',
    date: 'rfc2822',
    string: '${date}\n${verb}\n${host}\n${path}\n${parameters}',
  };
  const form = new URLSearchParams([
    ['\u469a\u287b\u35d0\u8ef3\u6727\u502a\u0810\ud091\u00c8\uc170', '\u0f45\u1a76\u341a\u654c\uc23f\u9b09\uabe2\u8343\u1b27\u60d0'],
    ['\u7470\u9314\u901c\u9eae\u40d8\u4201\u82d8\u8c70\u1d31\ua042', '\u17d9\u0ba8\u9358\uaadf\ua42a\u48be\ufb96\u6fe9\ub7ff\u32f3'],
    ['\u7449\u7e4b\uccfb\u59ff\ufe5f\u83b7\uadcc\u900c\ucfd1\u7813', '\u8db7\u5022\u92d3\u42ef\u207d\u8730\uacfe\u5617\u0946\u4e30'],
    ['\uc2c5\u2c1d\u2620\u3617\u96b3F\u8605\u20e8\uac21\u5934', '\ufba9\u41aa\ubd83\u840b\u2615\u3e6e\u652d\ua8b5\ud56bU'],
  ]);
  const draft = draftOf({
    verb: 'POST',
    destination: at('foo.bar52.com'),
    path: '/Foo/BaR2/qux',
    headers: new Map([['content-type', 'application/x-www-form-urlencoded']]),
    body: form.toString(),
  });
  const deps = { ...clock('2012-12-07T17:18:00Z'), textOf: inTexts({ secretKey: 'gtdfxv9YgVBYcF6dl2Eq17KUQJN2PLM2ODVTkvoT' }) };
  expect(signWithHmac(draft, parameters, deps).made).toEqual({
    date: 'Fri, 07 Dec 2012 17:18:00 -0000',
    signature: '0508065035a03b2a1de2f453e629e791d180329e157f65df6b3e0f08299d4321e1c5c7a7c7ee6b9e5fc80d1fb6fbf3ad5eb7c44dd3b3985a02c37aca53ec3698',
  });
});

// https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature, "Fixed parameter values".
it("Alibaba Cloud's page on signature V3 has the same signature", () => {
  const draft = draftOf({
    verb: 'POST',
    destination: at('ecs.cn-shanghai.aliyuncs.com'),
    query: 'RegionId=cn-shanghai&ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd',
    headers: new Map([
      ['accept', 'application/json'],
      ['x-acs-action', 'RunInstances'],
      ['x-acs-version', '2014-05-26'],
    ]),
  });
  const deps = {
    ...clock('2023-10-26T10:22:32Z', '31568532-99f3-13e2-3d16-73dc12e1703d'),
    textOf: inTexts({ id: 'YourAccessKeyId', secret: 'YourAccessKeySecret' }),
  };
  expect(signWithAcs3(draft, { accessKeyId: '${id}', accessKeySecret: '${secret}' }, deps).headers.get('authorization')).toBe(
    'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,' +
      'Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
  );
});

describe('Azure Storage', () => {
  // https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key, "Constructing the signature string"; its key is not published.
  const draft = draftOf({
    destination: at('myaccount.blob.core.windows.net'),
    path: '/mycontainer',
    query: 'restype=container&comp=metadata&timeout=20',
    headers: new Map([
      ['x-ms-version', '2015-02-21'],
      ['accept', 'application/json'],
      ['x-ms-date', 'Fri, 26 Jun 2015 23:39:12 GMT'],
    ]),
  });

  it('the string to sign is that of its page', () => {
    expect(stringToSign(draft, 'myaccount')).toBe(
      'GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2015-02-21\n/myaccount/mycontainer\ncomp:metadata\nrestype:container\ntimeout:20',
    );
  });

  it('a body is signed with its length and type, and values of one name are a sorted list', () => {
    const query = 'include=snapshots&Include=metadata&prefix=a%2Cb&comp=list&include=uncommittedblobs';
    const headers = new Map([...draft.headers, ['content-type', 'text/plain']]);
    const lines = stringToSign({ ...draft, verb: 'PUT', query, headers, body: 'é' }, 'myaccount').split('\n');
    expect(lines.slice(0, 7)).toEqual(['PUT', '', '', '2', '', 'text/plain', '']);
    expect(lines.slice(-4)).toEqual(['/myaccount/mycontainer', 'comp:list', 'include:metadata,snapshots,uncommittedblobs', 'prefix:a,b']);
  });
});

// The key of draft-cavage-http-signatures, appendix C, with which https://docs.oracle.com/iaas/Content/API/Concepts/signingrequests.htm has its samples.
const PUBLISHED_KEY = `-----BEGIN RSA PRIVATE KEY-----
MIICXgIBAAKBgQDCFENGw33yGihy92pDjZQhl0C36rPJj+CvfSC8+q28hxA161QF
NUd13wuCTUcq0Qd2qsBe/2hFyc2DCJJg0h1L78+6Z4UMR7EOcpfdUE9Hf3m/hs+F
UR45uBJeDK1HSFHD8bHKD6kv8FPGfJTotc+2xjJwoYi+1hqp1fIekaxsyQIDAQAB
AoGBAJR8ZkCUvx5kzv+utdl7T5MnordT1TvoXXJGXK7ZZ+UuvMNUCdN2QPc4sBiA
QWvLw1cSKt5DsKZ8UETpYPy8pPYnnDEz2dDYiaew9+xEpubyeW2oH4Zx71wqBtOK
kqwrXa/pzdpiucRRjk6vE6YY7EBBs/g7uanVpGibOVAEsqH1AkEA7DkjVH28WDUg
f1nqvfn2Kj6CT7nIcE3jGJsZZ7zlZmBmHFDONMLUrXR/Zm3pR5m0tCmBqa5RK95u
412jt1dPIwJBANJT3v8pnkth48bQo/fKel6uEYyboRtA5/uHuHkZ6FQF7OUkGogc
mSJluOdc5t6hI1VsLn0QZEjQZMEOWr+wKSMCQQCC4kXJEsHAve77oP6HtG/IiEn7
kpyUXRNvFsDE0czpJJBvL/aRFUJxuRK91jhjC68sA7NsKMGg5OXb5I5Jj36xAkEA
gIT7aFOYBFwGgQAQkWNKLvySgKbAZRTeLBacpHMuQdl1DfdntvAyqpAZ0lY0RKmW
G6aFKaqQfOXKCyWoUiVknQJAXrlgySFci/2ueKlIE1QqIiLSZ8V8OlpFLRnb1pzI
7U1yQXnTAEFYM560yJlzUpOb1V4cScGd365tiSMvxLOvTA==
-----END RSA PRIVATE KEY-----`;

describe('HTTP signatures', () => {
  const signature = (text: string): string => createSign('sha256').update(text).sign(PUBLISHED_KEY, 'base64');

  it('the string to sign is that of the basic test of draft-cavage-http-signatures, appendix C.2', () => {
    const draft = draftOf({
      verb: 'POST',
      destination: at('example.com'),
      path: '/foo',
      query: 'param=value&pet=dog',
      headers: new Map([['date', 'Sun, 05 Jan 2014 21:31:40 GMT']]),
    });
    const text = signingString(draft, ['(request-target)', 'host', 'date']);
    expect(text).toBe('(request-target): post /foo?param=value&pet=dog\nhost: example.com\ndate: Sun, 05 Jan 2014 21:31:40 GMT');
    expect(signature(text)).toBe(
      'qdx+H7PHHDZgy4y/Ahn9Tny9V3GP6YgBPyUXMmoxWtLbHpUnXS2mg2+SbrQDMCJypxBLSPQR2aAjn7ndmw2iicw3HMbe8VfEdKFYRqzic+efkb3nndiv/x1xSHDJWeSWkx3ButlYSuBskLu6kd9Fswtemr3lgdDEmn04swr2Os0=',
    );
  });

  it("the string to sign is that of Oracle's sample of a GET", () => {
    const query =
      'availabilityDomain=Pjwf%3A%20PHX-AD-1&compartmentId=ocid1.compartment.oc1..aaaaaaaam3we6vgnherjq5q2idnccdflvjsnog7mlr6rtdb25gilchfeyjxa' +
      '&displayName=TeamXInstances&volumeId=ocid1.volume.oc1.phx.abyhqljrgvttnlx73nmrwfaux7kcvzfs3s66izvxf2h4lgvyndsdsnoiwr5q';
    const draft = draftOf({
      destination: at('iaas.us-phoenix-1.oraclecloud.com'),
      path: '/20160918/instances',
      query,
      headers: new Map([['date', 'Thu, 05 Jan 2014 21:31:40 GMT']]),
    });
    expect(signature(signingString(draft, ['date', '(request-target)', 'host']))).toBe(
      'GBas7grhyrhSKHP6AVIj/h5/Vp8bd/peM79H9Wv8kjoaCivujVXlpbKLjMPeDUhxkFIWtTtLBj3sUzaFj34XE6YZAHc9r2DmE4pMwOAy/kiITcZxa1oHPOeRheC0jP2dqbTll8fmTZVwKZOKHYPtrLJIJQHJjNvxFWeHQjMaR7M=',
    );
  });
});
