import { generateKeyPairSync } from 'node:crypto';
import { buildRequest, exchangesOf } from '../../../shared/connectors/build-request.ts';
import { CHALLENGE } from '../../../shared/connectors/challenge.ts';
import type { Connector, Method } from '../../../shared/connectors/connector.ts';
import { destinationsOf } from '../../../shared/connectors/destinations.ts';
import { fieldsOf } from '../../../shared/connectors/fields.ts';
import { bind } from '../../../shared/egress/bind.ts';
import type { OutgoingRequest, TargetResponse } from '../../../shared/egress/exchange.ts';
import { guard, type GuardedTarget } from '../../../shared/egress/guard.ts';
import { entryFor } from '../../../shared/egress/host-entries.ts';
import { Secret } from '../../../shared/secrets/secret.ts';
import type { Verification } from '../../../shared/verifications/verification.ts';
import { verifyConnection } from '../../../shared/verify.ts';
import { capturedSamples, DEPS, DIGEST_CHALLENGE, FORMED, plainOf, sampleTexts, secretsOf } from '../../unit/connectors/samples.ts';
import { type Override, Emulator } from './emulator.ts';
import type { Values } from './expected-text.ts';
import { asRequest } from '../outgoing.ts';

export type EmulatedWay = { readonly connector: Connector; readonly method: Method };
/** How a request gets to the emulator: in process, or over a socket. */
export type Carry = (emulator: Emulator, target: GuardedTarget, request: OutgoingRequest) => Promise<TargetResponse>;
export type Situation = { readonly sent?: Values; readonly override?: Override; readonly carry?: Carry; readonly onFetch?: () => void };

const ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-emulated-FsmeTs';
const SCOPE = { accounts: ['137149879143'], regions: ['us-east-1'] };
const POLICY = { privateCidrs: [], furtherPorts: [], localTargets: [] };
const inProcess: Carry = async (emulator, _, request) => emulator.answer(request);

/** But for a passphrase: the keys of these tests have none, and the tests of the signers have keys that do. */
export function secretFieldsOf({ connector, method }: EmulatedWay): readonly string[] {
  return fieldsOf(connector, method).flatMap(({ name, kind }) => (kind === 'secret' && name !== 'passphrase' ? [name] : []));
}

/** The values of the one account that the emulator knows. Secrets have every character that some encoding changes. */
export function accountOf({ connector, method }: EmulatedWay): Values {
  const { passphrase: _, ...texts } = sampleTexts(connector, method);
  const awkward = (name: string): string => {
    const text = texts[name] ?? '';
    return text.includes('-----BEGIN') || name in FORMED ? text : `${name}/+=&%"<#${name}`;
  };
  return { ...texts, ...Object.fromEntries(secretFieldsOf({ connector, method }).map((name) => [name, awkward(name)])) };
}

const OTHER_PEM = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const OTHER_FORMED: Values = {
  adminApiKey: `${'6e'.repeat(12)}:${'b2'.repeat(32)}`,
  accountKey: Buffer.from('another-accountKey').toString('base64'),
  sasToken: (FORMED['sasToken'] ?? '').replace(/sig=.*/, 'sig=another'),
};

/** Another secret than that of the account, of the form that a signer wants. */
export function otherValueOf(way: EmulatedWay, field: string): string {
  if (accountOf(way)[field]?.includes('-----BEGIN')) return OTHER_PEM;
  return OTHER_FORMED[field] ?? `another-${field}`;
}

/** The whole path of a test, with the real bind and the real guard, against an emulator of the service. */
export async function verifyEmulated(way: EmulatedWay, { sent, override, carry = inProcess, onFetch }: Situation = {}): Promise<Verification> {
  const { connector, method } = way;
  const values = accountOf(way);
  const emulator = new Emulator({ ...way, values, captured: capturedSamples(method) }, await referenceOf(way, values), override);
  const tags = new Map([['connection-hosts', hostsOf(way, values)]]);
  return verifyConnection(
    { id: null, connector: connector.id, method: method.id, project: 'demo', config: configOf(way, values) },
    {
      ...DEPS,
      catalogue: { get: () => connector, list: () => [] },
      scope: SCOPE,
      elapsedMs: () => 0,
      bind: (request) => bind(request, { tagsOf: async () => ({ tags, readAtMs: 0 }), untagged: { mode: 'denied' }, now: () => 0 }),
      fetchSecrets: async () => {
        onFetch?.();
        return { valueOf: ({ keyName }) => new Secret({ ...values, ...sent }[keyName] ?? ''), uses: [], wasCached: false };
      },
      withinBudget: (_, send) => send(),
      guard: (request) => guard(request, { policy: POLICY, resolve: async () => ['93.184.215.14'] }),
      probe: async (target, outgoing) => carry(emulator, target, asRequest(outgoing)),
      begin: async () => {},
      end: async (_, verification) => verification,
    },
  );
}

function configOf(way: EmulatedWay, values: Values): Record<string, string> {
  const secret = new Set(secretFieldsOf(way));
  return Object.fromEntries(Object.entries(values).map(([name, text]) => [name, secret.has(name) ? `{{workato:sm:${name}:${ARN}}}` : text]));
}

function hostsOf({ connector, method }: EmulatedWay, values: Values): string {
  const entries = destinationsOf(connector, method, plainOf(connector, method, values)).map((destination) => entryFor(connector, destination));
  return [...new Set(entries)].join(' ');
}

/** What the account's own keys sign at the same time. */
async function referenceOf({ connector, method }: EmulatedWay, values: Values): Promise<readonly OutgoingRequest[]> {
  if (!method.sign) return [];
  const texts = { ...values, ...capturedSamples(method), [CHALLENGE]: DIGEST_CHALLENGE };
  const built = exchangesOf(connector, method).map((exchange) => buildRequest({ connector, method, exchange, values: secretsOf(texts) }, DEPS));
  return (await Promise.all(built)).map(asRequest);
}
