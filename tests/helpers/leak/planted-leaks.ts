import { ENCODINGS } from './encodings.ts';

/** A sink as it might look with a secret in it: what it is, the shape and the encoding of what leaks, and the text around. */
type Planted = readonly [sink: string, shape: string, encoding: string, write: (leaked: string) => string];

const quoted = (value: unknown): string => JSON.stringify(value);
const REQUEST = '5f2c1a77-e0d9-4b6c-8f0e-2b7d3c9a1e55';
const ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials-FsmeTs';

/** Leaks as they have happened elsewhere, one a sink. */
const PLANTED: readonly Planted[] = [
  [
    'a log line with the headers of a request',
    'token of 40 characters',
    'Basic',
    (leaked) => quoted({ level: 'DEBUG', requestId: REQUEST, headers: { host: 'acme.atlassian.net', authorization: leaked, 'accept-encoding': 'identity' } }),
  ],
  [
    'the stack of a JSON.parse error',
    'specials',
    'JSON',
    (leaked) =>
      `SyntaxError: Unexpected token 'x', "${leaked}" is not valid JSON\\n    at JSON.parse (<anonymous>)\\n    at keyValues (/var/task/handler.mjs:1:20311)`,
  ],
  [
    'the input of an invalid URL',
    'specials',
    'encodeURI',
    (leaked) => `TypeError: Invalid URL { code: 'ERR_INVALID_URL', input: 'https://acme.test/${leaked}' }`,
  ],
  [
    'an error page of a target',
    'specials',
    'HTML, named',
    (leaked) => `<!doctype html><html><body><h1>401</h1><p>Unknown token <b>${leaked}</b>.</p></body></html>`,
  ],
  [
    'a line of metrics',
    '8 characters',
    'raw',
    (leaked) =>
      quoted({
        _aws: { Timestamp: 1_795_867_200_000, CloudWatchMetrics: [{ Namespace: 'SecretMaskResolver', Dimensions: [['service', 'key']] }] },
        key: leaked,
      }),
  ],
  ['an item of a table', 'looks like base64', 'raw', (leaked) => quoted([{ pk: { S: 'CONNECTION#con_1' }, lastAnswer: { M: { body: { S: leaked } } } }])],
  [
    'a document in an item',
    'specials',
    'JSON in JSON',
    (leaked) => `[{"pk":{"S":"VERIFICATION#ver_1"},"document":{"S":"{\\"message\\":\\"said ${leaked}\\"}"}}]`,
  ],
  ['a binary attribute of an item', 'non-Latin', 'base64', (leaked) => quoted([{ pk: { S: 'IDEMPOTENCY#k' }, answer: { B: leaked } }])],
  [
    'a message in a queue',
    'token of 40 characters',
    'raw',
    (leaked) => quoted({ MessageId: REQUEST, Body: quoted({ v: 1, connectionId: 'con_1', config: { token: leaked } }) }),
  ],
  [
    'a dead letter with the error in base64',
    'passphrase',
    'base64 inside a longer blob',
    (leaked) => quoted({ Attributes: { ApproximateReceiveCount: '5' }, Body: leaked }),
  ],
  ['a temporary file', 'PEM', 'raw', (leaked) => `# written by openssl\n${leaked}`],
  ['a temporary file in another alphabet', 'PEM', 'base64 wrapped as MIME', (leaked) => `data:application/x-pem-file;base64,\r\n${leaked}\r\n`],
  [
    'an event',
    '16 digits',
    'raw',
    (leaked) => quoted({ 'detail-type': 'Connection Status Changed', detail: { code: 'bad_credentials', message: `Card ${leaked} was refused.` } }),
  ],
  [
    'an audit entry with a digest',
    'token of 40 characters',
    'sha256, hex',
    (leaked) => quoted({ caller: 'ada', secrets: [{ arn: ARN, key: 'k', fingerprint: leaked }] }),
  ],
  ['an ETag made of the value', '8 characters', 'md5, hex', (leaked) => `HTTP/1.1 200 OK\r\netag: "${leaked}"\r\ncontent-length: 0\r\n`],
  ['an answer of the API', 'passphrase', 'first 75 %', (leaked) => quoted({ status: 'refused', message: `The service answered "bad password: ${leaked}…".` })],
  ['a fix that shows how', 'specials', 'shell', (leaked) => quoted({ fix: { commands: [`curl -u ada:${leaked} https://acme.test/me`] } })],
  ['a URL in an access log', 'non-Latin', 'encodeURIComponent', (leaked) => `127.0.0.1 - - [28/Nov/2026] "GET /v1/me?key=${leaked}&page=2 HTTP/1.1" 401 0`],
  ['a cookie', 'specials', 'percent, twice', (leaked) => `set-cookie: session=${leaked}; Path=/; HttpOnly; Secure`],
  ['a Buffer printed by inspect', '4 characters', 'hex with spaces', (leaked) => `{ body: <Buffer ${leaked}>, status: 401 }`],
  ['a Buffer as JSON', 'looks like base64', 'array of codes', (leaked) => `{"type":"Buffer","data":${leaked}}`],
  [
    'a trace with a compressed body',
    'token of 40 characters',
    'gzip + base64',
    (leaked) => quoted({ traceId: REQUEST, attributes: { 'http.response.body': leaked } }),
  ],
  ['a row of a report', 'passphrase', 'CSV', (leaked) => `name,connector,credential\r\nJira,jira-dc,${leaked}\r\n`],
  ['a report of a test in XML', 'specials', 'XML', (leaked) => `<testcase name="Jira"><failure message="said ${leaked}" type="bad_credentials"/></testcase>`],
  [
    'a mail',
    'non-Latin',
    'quoted-printable',
    (leaked) => `Subject: Connection broken\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nThe service said ${leaked}\r\n`,
  ],
];

export type PlantedLeak = { readonly sink: string; readonly shape: string; readonly text: string };

/** Each of the sinks with its leak, of these values by shape. */
export function plantedLeaks(values: ReadonlyMap<string, string>): readonly PlantedLeak[] {
  return PLANTED.map(([sink, shape, encoding, write]) => ({ sink, shape, text: write(ENCODINGS.get(encoding)!(values.get(shape)!)) }));
}
