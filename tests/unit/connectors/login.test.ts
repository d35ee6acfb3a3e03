import { expect, it } from 'vitest';
import { conclude } from '../../../shared/connectors/conclude.ts';
import { renderLogin } from '../../../shared/connectors/login.ts';
import { renderOrigin } from '../../../shared/connectors/request-origin.ts';
import { ResolverError } from '../../../shared/errors.ts';
import { wayOf } from './samples.ts';

const WAY = wayOf('postgres');
const SPEC = { protocol: 'postgres', login: { user: '${username}', password: '${password}', database: '${database?}' } };
const FIELDS = { host: 'db.example.com', port: '5432', username: 'reader', password: 'p:@/é"\'$', database: 'app' };

function told(changes: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const texts: Readonly<Record<string, string>> = { ...FIELDS, ...changes };
  const { settings } = renderLogin({ ...WAY, spec: SPEC }, (name) => texts[name]);
  return Object.fromEntries(Object.entries(settings).map(([name, secret]) => [name, secret.reveal()]));
}

it('a login goes to host and port as a wire protocol, and tells its driver the values as they are', () => {
  const texts: Readonly<Record<string, string>> = FIELDS;
  const { protocol, destination } = renderLogin({ ...WAY, spec: SPEC }, (name) => texts[name]);
  expect([protocol, destination]).toEqual(['postgres', { scheme: 'tcp', host: 'db.example.com', port: 5432, path: '/' }]);
  expect(told()).toEqual({ user: 'reader', password: FIELDS.password, database: 'app' });
  expect(told({ database: '' })).toEqual({ user: 'reader', password: FIELDS.password });
});

it.each(['a\0b', 'a\nb', 'a\r\nQUIT', 'a\tb', 'a\u0085b', '\ud800', ''])(
  '%j cannot be told to a driver: in some protocol it ends a text or a line',
  (password) => {
    expect(() => told({ password })).toThrow(new ResolverError('value_unusable', { pointer: '/config/password' }));
  },
);

it('a key in PEM keeps its lines, and nothing else that is no character', () => {
  const key = '-----BEGIN PRIVATE KEY-----\r\nQUJD\n-----END PRIVATE KEY-----\n';
  expect(told({ password: key })).toMatchObject({ password: key });
  expect(() => told({ password: `${key}\0` })).toThrow(ResolverError);
});

it.each(['tcp://db.example.com:5432', 'http+tcp://db.example.com', '//db.example.com'])('a caller who writes %s opens no wire protocol', (baseUrl) => {
  expect(() => renderOrigin('${baseUrl}', () => baseUrl)).toThrow(ResolverError);
});

it.each(['db.example.com/x', 'user@db.example.com', 'db.example.com#', 'DB.example.com'])('the host %s of a login is not canonical', (host) => {
  expect(() => renderOrigin('tcp://${host}:5432', () => host)).toThrow(ResolverError);
});

it('a code means what its rule says; one that no rule knows says nothing of the credentials', () => {
  const judged = (code: string): string => conclude({ ...WAY, exchange: { step: 'probe', spec: SPEC }, plain: {} }, { protocol: 'postgres', code }).code;
  expect(['ok', '28P01', '3D000', '53300', 'no_tls', '99999', '200'].map(judged)).toEqual([
    'ok',
    'bad_credentials',
    'wrong_address',
    'target_unavailable',
    'misconfigured',
    'unexpected_response',
    'unexpected_response',
  ]);
});
