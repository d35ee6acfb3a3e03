import { beforeAll, expect, it, vi } from 'vitest';
import type { Connector } from '../../../shared/connectors/connector.ts';
import type { Binding } from '../../../shared/egress/bind.ts';
import type { HostedDestination } from '../../../shared/egress/destination.ts';
import { guard, type EgressPolicy } from '../../../shared/egress/guard.ts';
import { ResolverError } from '../../../shared/errors.ts';
import { ARN, bindNothing, bindWith, connectorWith, hosted } from '../../helpers/egress-fixtures.ts';

const PUBLIC = '93.184.215.14';
const PUBLIC_6 = '2606:2800:21f:cb07:6820:80da:af6b:8b2c';

let permitting: Binding;
beforeAll(async () => {
  permitting = await bindNothing();
});

type Case = {
  readonly destination?: HostedDestination;
  readonly connector?: Connector;
  readonly binding?: Binding;
  readonly policy?: Partial<EgressPolicy>;
  readonly answers?: readonly string[];
};

const resolve = vi.fn<(host: string) => Promise<readonly string[]>>();

async function guarding({
  destination = hosted('https://api.acme.test/'),
  connector = connectorWith(),
  binding = permitting,
  policy = {},
  answers = [PUBLIC],
}: Case) {
  resolve.mockReset().mockResolvedValue(answers);
  return guard({ connector, destination, binding }, { policy: { privateCidrs: [], furtherPorts: [], localTargets: [], ...policy }, resolve });
}

async function refusalOf(input: Case): Promise<{ readonly code: string; readonly host: string | undefined; readonly asked: number }> {
  const error = await guarding(input).then(
    () => null,
    (refusal: unknown) => refusal,
  );
  if (!(error instanceof ResolverError)) throw new Error('it was let through');
  return { code: error.code, host: error.where.host, asked: resolve.mock.calls.length };
}

it('a public https name is dialled at the address that was judged', async () => {
  expect(await guarding({})).toMatchObject({
    destination: { host: 'api.acme.test', port: 443 },
    kind: 'customer',
    address: PUBLIC,
    family: 4,
    isPathBound: false,
  });
  expect(resolve.mock.calls).toEqual([['api.acme.test']]);
});

it('IPv4 is preferred wherever it stands among the answers, and IPv6 is taken when there is nothing else', async () => {
  expect(await guarding({ answers: [PUBLIC_6, PUBLIC] })).toMatchObject({ address: PUBLIC, family: 4 });
  expect(await guarding({ answers: [PUBLIC_6.toUpperCase()] })).toMatchObject({ address: PUBLIC_6, family: 6 });
});

it.each<[string, Case]>([
  ['plain http', { destination: hosted('http://api.acme.test:443/') }],
  ['an IPv4 literal', { destination: hosted(`https://${PUBLIC}/`) }],
  ['an IPv6 literal', { destination: hosted(`https://[${PUBLIC_6}]/`) }],
  ['a single label', { destination: hosted('https://intranet/') }],
  ['localhost', { destination: hosted('https://localhost/') }],
  ['a trailing dot', { destination: { ...hosted('https://api.acme.test/'), host: 'api.acme.test.' } }],
  ['upper case', { destination: { ...hosted('https://api.acme.test/'), host: 'API.acme.test' } }],
  ['a name that is not punycode', { destination: { ...hosted('https://api.acme.test/'), host: 'münchen.test' } }],
  ['user info smuggled into the host', { destination: { ...hosted('https://api.acme.test/'), host: 'a@api.acme.test' } }],
  ['an octal address', { destination: { ...hosted('https://api.acme.test/'), host: '0177.0.0.1' } }],
  ['a port that is not the connector’s', { destination: hosted('https://api.acme.test:8443/') }],
  ['an http local target on another port', { destination: hosted('http://127.0.0.1:9444/'), policy: { localTargets: ['127.0.0.1:9443'] } }],
  ['a local target by name', { destination: hosted('http://localhost:9443/'), policy: { localTargets: ['localhost:9443', '127.0.0.1:9443'] } }],
  ['a name that only looks like the local target', { destination: hosted('http://127.0.0.1.acme.test:9443/'), policy: { localTargets: ['127.0.0.1:9443'] } }],
])('%s is refused before anything is resolved', async (_what, input) => {
  expect(await refusalOf(input)).toMatchObject({ code: 'address_denied', asked: 0 });
});

it.each<[string, readonly string[]]>([
  ['one private address', ['10.0.0.7']],
  ['a public and a private address', [PUBLIC, '10.0.0.7']],
  ['a private and a public address', ['::1', PUBLIC]],
  ['a metadata address', ['169.254.169.254']],
  ['something that is not an address', ['garbage']],
  ['a public address and something that is none', [PUBLIC, '']],
  ['an address with a zone', ['2606:2800::1%eth0']],
])('a name that answers with %s is refused', async (_what, answers) => {
  expect(await refusalOf({ answers })).toEqual({ code: 'address_denied', host: 'api.acme.test', asked: 1 });
});

it('names of private domains are judged by what they answer', async () => {
  const internal = hosted('https://wiki.corp.internal/');
  expect(await refusalOf({ destination: internal, answers: ['10.0.0.7'] })).toMatchObject({ code: 'address_denied' });
  expect(await guarding({ destination: internal, answers: ['10.0.0.7'], policy: { privateCidrs: ['10.0.0.0/24'] } })).toMatchObject({ address: '10.0.0.7' });
});

it('a private network of the operator lets its own addresses through, and not those beside it', async () => {
  const policy = { privateCidrs: ['10.0.0.0/24', '0.0.0.0/0', '::/0'].slice(0, 1) };
  expect(await refusalOf({ answers: ['10.0.0.7', '10.0.1.7'], policy })).toMatchObject({ code: 'address_denied' });
  expect(await guarding({ answers: ['10.0.0.7', PUBLIC], policy })).toMatchObject({ address: '10.0.0.7' });
});

it.each(['127.0.0.1', '169.254.169.254', '168.63.129.16', 'fd00:ec2::254', 'fe80::1', '::1'])(
  'a private network of the operator never opens %s',
  async (answer) => {
    expect(await refusalOf({ answers: [answer], policy: { privateCidrs: ['0.0.0.0/0', '::/0'] } })).toMatchObject({ code: 'address_denied' });
  },
);

it('a port of the connector or of the operator is open', async () => {
  const destination = hosted('https://api.acme.test:8443/');
  expect(await guarding({ destination, connector: connectorWith({ ports: [443, 8443] }) })).toMatchObject({ address: PUBLIC });
  expect(await guarding({ destination, policy: { furtherPorts: [8443] } })).toMatchObject({ address: PUBLIC });
});

it('a name without answers, and one whose resolution fails, does not resolve', async () => {
  expect(await refusalOf({ answers: [] })).toEqual({ code: 'dns_failed', host: 'api.acme.test', asked: 1 });
  resolve.mockReset().mockRejectedValue(new Error('queryA ESERVFAIL api.acme.test'));
  const policy = { privateCidrs: [], furtherPorts: [], localTargets: [] };
  await expect(
    guard({ connector: connectorWith(), destination: hosted('https://api.acme.test/'), binding: permitting }, { policy, resolve }),
  ).rejects.toMatchObject({ code: 'dns_failed' });
});

it('a local target is dialled as it is named, http and any port included, and nothing is resolved', async () => {
  const policy = { localTargets: ['127.0.0.1:9443', '[::1]:9443'] };
  expect(await guarding({ destination: hosted('http://127.0.0.1:9443/x'), policy })).toMatchObject({ address: '127.0.0.1', family: 4 });
  expect(await guarding({ destination: hosted('https://[::1]:9443/x'), policy })).toMatchObject({ address: '::1', family: 6 });
  expect(resolve).not.toHaveBeenCalled();
});

it('binding applies to local targets too', async () => {
  const binding = await bindWith({ tags: { 'connection-hosts': '127.0.0.1:9444' } });
  const refused = refusalOf({ destination: hosted('http://127.0.0.1:9443/'), binding, policy: { localTargets: ['127.0.0.1:9443'] } });
  expect(await refused).toEqual({ code: 'destination_denied', host: '127.0.0.1:9443', asked: 0 });
});

it('a host learned at run time is bound again at the socket, before it is resolved, and the refusal carries its fix', async () => {
  const binding = await bindWith({ tags: { 'connection-hosts': 'login.acme.test' }, destinations: [hosted('https://login.acme.test/')] });
  const destination = hosted('https://na1.acme.test/');
  expect(await refusalOf({ binding, destination })).toMatchObject({ code: 'destination_denied', asked: 0 });
  await expect(guarding({ binding, destination })).rejects.toMatchObject({
    where: { arn: ARN, tag: { key: 'connection-hosts', value: 'login.acme.test na1.acme.test' } },
  });
});

it('a host outside the connector is refused even where the owner lists it', async () => {
  const binding = await bindWith({ tags: { 'connection-hosts': 'evil.test' } });
  expect(await refusalOf({ binding, destination: hosted('https://evil.test/', null) })).toMatchObject({ code: 'destination_denied', asked: 0 });
});

it('the target of a caller-made request is bound to its path', async () => {
  expect(await guarding({ connector: connectorWith({ callerMade: true }) })).toMatchObject({ isPathBound: true });
});
