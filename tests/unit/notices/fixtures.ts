import { randomBytes } from 'node:crypto';
import { guard } from '../../../shared/egress/guard.ts';
import { bind } from '../../../shared/egress/bind.ts';
import type { OutgoingRequest } from '../../../shared/egress/exchange.ts';
import { ResolverError, type VerdictCode } from '../../../shared/errors.ts';
import { receiverOf } from '../../../shared/notices/receiver.ts';
import type { SendDeps } from '../../../shared/notices/send-notice.ts';
import { Secret } from '../../../shared/secrets/secret.ts';

export const ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:notices/signing-Ab12Cd';
export const MASK = `{{workato:sm:signing.key:${ARN}}}`;
export const URL_TEXT = 'https://hooks.example.com/resolver/in';
export const freshKey = (bytes = 32): string => `whsec_${randomBytes(bytes).toString('base64')}`;

/** A change of state as EventBridge hands it to a function. */
export const EVENT = {
  version: '0',
  id: '0b7f6c1e-6a0c-4f8e-9a53-9f3b2d1c0e4a',
  'detail-type': 'Connection Status Changed',
  source: 'secret-mask-resolver',
  account: '137149879143',
  time: '2026-11-23T12:00:00Z',
  region: 'us-east-1',
  resources: [],
  detail: { id: '5f0c8f3b6d0f4a7b9a1e2c3d4e5f6071', connectionId: 'con_1', from: 'connected', to: 'refused', code: 'bad_credentials' },
} as const;

export type Sending = {
  readonly deps: SendDeps;
  readonly sent: { readonly address: string; readonly request: OutgoingRequest }[];
  /** What was done, in order. */
  readonly steps: string[];
  answer: number | VerdictCode | Error;
  addresses: readonly string[];
  nowMs: number;
};

/** Everything real but DNS, the secret and the socket. */
export function sendingWith({ key = freshKey(), url = URL_TEXT, localTargets = [] as readonly string[] } = {}): Sending {
  const sending: Sending = {
    sent: [],
    steps: [],
    answer: 204,
    addresses: ['93.184.216.34'],
    nowMs: 1_795_871_000_900,
    deps: {
      receiver: receiverOf({ webhookUrl: url, webhookKey: MASK }),
      bindNothing: ({ connector, destination }) =>
        bind(
          { connector, project: 'notices', masks: [], destinations: [destination] },
          { tagsOf: () => Promise.reject(new Error('No tag is asked for.')), untagged: { mode: 'denied' }, now: () => 0 },
        ),
      guard: (request) => {
        sending.steps.push('guard');
        return guard(request, { policy: { privateCidrs: [], furtherPorts: [], localTargets }, resolve: async () => sending.addresses });
      },
      fetchSecrets: async ([mask]) => {
        sending.steps.push(`fetch ${String(mask?.secretArn)} ${String(mask?.keyName)}`);
        return { valueOf: () => new Secret(key), uses: [], wasCached: false };
      },
      probe: async (target, request) => {
        sending.steps.push('probe');
        sending.sent.push({ address: target.address, request });
        if (sending.answer instanceof Error) throw sending.answer;
        if (typeof sending.answer === 'string') throw new ResolverError(sending.answer, { host: 'hooks.example.com' });
        return { httpStatus: sending.answer, headers: new Map(), bodyText: key };
      },
      now: () => sending.nowMs,
    },
  };
  return sending;
}

/** What would stand on the wire. */
export function wireOf({ headers, body, method, pathAndQuery }: OutgoingRequest) {
  const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()]));
  return { method, path: pathAndQuery.reveal(), headers: plain, body: Buffer.from(body?.reveal() ?? '') };
}
