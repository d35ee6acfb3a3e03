import { verdictOfStatus } from '../connectors/status-verdict.ts';
import type { Binding } from '../egress/bind.ts';
import type { OutgoingRequest, TargetResponse } from '../egress/exchange.ts';
import type { GuardedTarget, GuardRequest } from '../egress/guard.ts';
import { hostLabel } from '../egress/parse-destination.ts';
import { ResolverError } from '../errors.ts';
import { Secret } from '../secrets/secret.ts';
import type { Vault } from '../secrets/vault.ts';
import type { Notice } from './notice.ts';
import type { Receiver } from './receiver.ts';
import { signatureOf } from './sign-notice.ts';

export type SendDeps = {
  readonly receiver: Receiver;
  /** Of no secret: the key that signs stays here. */
  readonly bindNothing: (receiver: Receiver) => Promise<Binding>;
  readonly guard: (request: GuardRequest) => Promise<GuardedTarget>;
  readonly fetchSecrets: Vault['fetchSecrets'];
  readonly probe: (target: GuardedTarget, request: OutgoingRequest) => Promise<TargetResponse>;
  /** Epoch milliseconds. */
  readonly now: () => number;
};

/**
 * Posts one notice, signed, through the one way out: an address that may not be called costs no read of the key.
 * @returns the HTTP status, 200 to 299
 * @throws ResolverError for every other answer, and where there was none
 */
export async function sendNotice(notice: Notice, deps: SendDeps): Promise<number> {
  const { connector, destination, key } = deps.receiver;
  const target = await deps.guard({ connector, destination, binding: await deps.bindNothing(deps.receiver) });
  const secrets = await deps.fetchSecrets([key]);
  const { httpStatus } = await deps.probe(target, signedRequest(notice, deps, secrets.valueOf(key)));
  if (httpStatus >= 200 && httpStatus <= 299) return httpStatus;
  throw new ResolverError(verdictOfStatus(httpStatus), { connector: connector.name, host: hostLabel(destination), httpStatus });
}

function signedRequest({ id, body }: Notice, { receiver: { destination }, now }: SendDeps, keys: Secret): OutgoingRequest {
  const atSeconds = Math.floor(now() / 1_000);
  return {
    method: 'POST',
    destination,
    pathAndQuery: new Secret(destination.path),
    headers: {
      'content-type': new Secret('application/json'),
      'webhook-id': new Secret(id),
      'webhook-timestamp': new Secret(String(atSeconds)),
      'webhook-signature': new Secret(signatureOf(keys, { id, atSeconds, body })),
    },
    body: new Secret(body),
  };
}
