import type { CheckedConnection } from './connections/check-connection.ts';
import { buildRequest, type Exchange } from './connectors/build-request.ts';
import { hosted } from './connectors/destinations.ts';
import type { Binding } from './egress/bind.ts';
import type { HostedDestination } from './egress/destination.ts';
import { madeOf, type TargetAnswer } from './egress/exchange.ts';
import type { SecretFields } from './secrets/secret.ts';
import type { Recorder } from './verifications/recorder.ts';
import type { VerifyDeps } from './verify-deps.ts';

export type Sender = { readonly checked: CheckedConnection; readonly binding: Binding; readonly recorder: Recorder };
type Sent = { readonly exchange: Exchange; readonly values: SecretFields };
type Answered = { readonly response: TargetAnswer; readonly kind: HostedDestination['kind'] };

/** Build, guard, probe: one request of a test, what was answered, and by whose host. */
export async function sendExchange({ checked, binding, recorder }: Sender, { exchange, values }: Sent, deps: VerifyDeps): Promise<Answered> {
  const request = await buildRequest({ ...checked, exchange, values }, deps);
  for (const made of madeOf(request)) recorder.learnHeader(made);
  const destination = hosted(checked, request.destination);
  await recorder.towards(destination, binding);
  const target = await recorder.step('guard', () => deps.guard({ connector: checked.connector, destination, binding }));
  const response = await recorder.step(exchange.step, () => deps.probe(target, request));
  return { response, kind: destination.kind };
}
