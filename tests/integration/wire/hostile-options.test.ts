import { describe, expect, it } from 'vitest';
import { examineConnection } from '../../../shared/connections/check-connection.ts';
import { destinationsOf } from '../../../shared/connectors/destinations.ts';
import { fieldsOf } from '../../../shared/connectors/fields.ts';
import { ResolverError } from '../../../shared/errors.ts';
import type { Json, JsonObject } from '../../../shared/json.ts';
import { maskOf } from '../../helpers/stores/stored-connections.ts';
import { CATALOGUE, LOGINS, sampleTexts, type Way } from '../../unit/connectors/samples.ts';

// What drivers take, in their own words: none of it is a field, whatever it is set to.
const OPTIONS: JsonObject = {
  // TLS without verification, with another authority, or none
  tlsAllowInvalidCertificates: 'true',
  tlsAllowInvalidHostnames: true,
  tlsInsecure: true,
  tlsCAFile: '/tmp/ca.pem',
  tlsCertificateKeyFile: '/tmp/key.pem',
  rejectUnauthorized: false,
  checkServerIdentity: 'none',
  ssl: false,
  sslmode: 'disable',
  sslrootcert: '/tmp/ca.pem',
  sslnegotiation: 'direct',
  ca: '-----BEGIN CERTIFICATE-----',
  secureContext: {},
  minVersion: 'TLSv1',
  ciphers: 'NULL',
  servername: 'elsewhere.example.com',
  encrypt: false,
  encrypted: 'ENCRYPTION_OFF',
  trust: 'TRUST_ALL_CERTIFICATES',
  trustServerCertificate: true,
  secure: false,
  requireTLS: false,
  ignoreTLS: true,
  doSTARTTLS: false,
  // Another way there, or somewhere else
  proxyHost: 'proxy.example.com',
  proxyPort: '1080',
  proxy: 'socks5://proxy.example.com',
  agent: {},
  lookup: 'return',
  family: 0,
  localAddress: '127.0.0.1',
  socketPath: '/var/run/mysqld/mysqld.sock',
  unixSocket: '/var/run/server.sock',
  stream: {},
  hosts: ['a.example.com', 'b.example.com'],
  hostaddr: '169.254.169.254',
  servers: [{ host: 'a.example.com' }],
  contactPoints: ['a.example.com'],
  brokers: ['a.example.com:9092'],
  sentinels: [{ host: 'a.example.com', port: 26379 }],
  url: 'ldap://a.example.com',
  uri: 'mongodb+srv://a.example.com',
  connectionString: 'postgres://a.example.com/db?sslmode=disable',
  replicaSet: 'rs0',
  srvServiceName: 'mongodb',
  directConnection: false,
  loadBalanced: true,
  followReferrals: true,
  allowSeparateTransferHost: true,
  // The password in the clear, another way to prove it, or files of the machine
  allowCleartextPasswords: true,
  enableCleartextPlugin: true,
  authPlugins: {},
  insecureAuth: true,
  authMechanism: 'PLAIN',
  authMechanismProperties: 'ENVIRONMENT:azure',
  flags: ['+LOCAL_FILES'],
  infile: '/etc/passwd',
  infileStreamFactory: 'x',
  passfile: '/root/.pgpass',
  service: 'production',
  options: '-c log_statement=all',
  multipleStatements: true,
  kerberosKeytab: '/etc/krb5.keytab',
  // Again and again, or more than a login
  reconnectPeriod: 1,
  retryStrategy: 'always',
  will: { topic: 'x', payload: 'y' },
  logger: 'console',
  debug: true,
};

const HOSTS: readonly Json[] = [
  ['a.example.com', 'b.example.com'],
  { host: 'a.example.com' },
  'a.example.com,b.example.com',
  'a.example.com b.example.com',
  'a.example.com:5432',
  'user@a.example.com',
  'user:password@a.example.com',
  'postgres://a.example.com/db',
  'mongodb+srv://a.example.com',
  'ldapi://%2Fvar%2Frun%2Fldapi',
  '/var/run/postgresql',
  'unix:/tmp/x.sock',
  '@abstract',
  String.raw`\\.\pipe\MSSQL`,
  'a.example.com/path',
  'a.example.com?ssl=false',
  'a.example.com#x',
  'a.example.com;ssl=false',
  'a.example.com\r\nQUIT',
  'a.example.com\0.b.example.com',
  ' a.example.com',
  'A.EXAMPLE.COM',
  'a..example.com',
  'ａ.example.com',
  '[::1]',
  '-oProxyCommand=x',
  '',
];
const PORTS: readonly Json[] = [
  5432,
  ['5432'],
  '5432 ',
  ' 5432',
  '5432,5433',
  '05432',
  '+5432',
  '-1',
  '0',
  '0x1538',
  '1e3',
  '5432/tcp',
  '5432\n',
  '５４３２',
  'ssh',
];

const WAYS = LOGINS.flatMap((connector) => connector.methods.map((method) => [`${connector.id} by ${method.id}`, { connector, method }] as const));
const MASK = maskOf('wire');

function examined({ connector, method }: Way, own: JsonObject) {
  const fields = fieldsOf(connector, method);
  const texts = sampleTexts(connector, method);
  const masks = Object.fromEntries(fields.filter(({ kind }) => kind === 'secret').map(({ name }) => [name, MASK]));
  const connection = { id: null, connector: connector.id, method: method.id, project: 'p', config: { ...texts, ...masks, ...own } };
  return examineConnection(connection, { catalogue: CATALOGUE, scope: { accounts: ['137149879143'], regions: ['us-east-1'] } });
}

describe.each(WAYS)('%s', (_, way) => {
  const own = new Set(fieldsOf(way.connector, way.method).map(({ name }) => name));
  const foreign = Object.entries(OPTIONS).filter(([name]) => !own.has(name));

  it('is sound without any of these options, and takes most of them for what they are: not its own', () => {
    expect(examined(way, {})).toMatchObject({ issues: [] });
    expect(examined(way, {}).checked).not.toBe(null);
    expect(foreign.length).toBeGreaterThanOrEqual(60);
  });
  it.each(foreign)('with %s is refused, and the option is named', (name, value) => {
    const { issues, checked } = examined(way, { [name]: value });
    expect(checked).toBe(null);
    expect(issues).toMatchObject([{ code: 'schema_invalid', where: { pointer: `/config/${name}`, found: 'is not a field of this way to connect' } }]);
  });
  it('takes no property of an object for a field', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) expect(examined(way, JSON.parse(`{"${name}": {"ssl": false}}`)).checked).toBe(null);
  });
  it.each(HOSTS)('with host %j is refused', (host) => expect(examined(way, { host }).checked).toBe(null));
  it.each(PORTS)('with port %j is refused', (port) => expect(examined(way, { port }).checked).toBe(null));
  it.each(['65536', '99999'])('with port %s leads nowhere', (port) => {
    const { plain = {} } = examined(way, { port }).checked ?? {};
    expect(() => destinationsOf(way.connector, way.method, plain)).toThrow(ResolverError);
  });
  it('with a mask in host or port is refused', () => {
    for (const name of ['host', 'port']) expect(examined(way, { [name]: MASK }).checked).toBe(null);
  });
});
