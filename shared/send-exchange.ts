import type { CheckedConnection } from './connections/check-connection.ts';
import { buildRequest, closingOf, type Exchange } from './connectors/build-request.ts';
import { hosted } from './connectors/destinations.ts';
import type { Binding } from './egress/bind.ts';
import type { TargetResponse } from './egress/exchange.ts';
import type { SecretFields } from './secrets/secret.ts';
import type { Recorder } from './verifications/recorder.ts';
import type { VerifyDeps } from './verify-deps.ts';

export type Sender = { readonly checked: CheckedConnection; readonly binding: Binding; readonly recorder: Recorder };
type Sent = { readonly exchange: Exchange; readonly values: SecretFields };

/** Build, guard, probe: one request of a test, wherever its host came from, and what was answered. */
export async function sendExchange({ checked, binding, recorder }: Sender, { exchange, values }: Sent, deps: VerifyDeps): Promise<TargetResponse> {
  const request = buildRequest({ ...checked, exchange, values }, deps);
  for (const header of Object.values(request.headers)) recorder.learn(header);
  const destination = hosted(checked, request.destination);
  recorder.towards(destination);
  const target = await recorder.step('guard', () => deps.guard({ connector: checked.connector, destination, binding }));
  return recorder.step(exchange.step, () => deps.probe(target, request));
}

/** Signs out of a session that a token step began, within what is left of the test's time. Whatever comes of it changes nothing. */
export async function endSession({ checked, binding, recorder }: Sender, values: SecretFields, deps: VerifyDeps): Promise<void> {
  const exchange = closingOf(checked.method, values);
  if (!exchange) return;
  const signOut = async (): Promise<void> => {
    const request = buildRequest({ ...checked, exchange, values }, deps);
    const target = await deps.guard({ connector: checked.connector, destination: hosted(checked, request.destination), binding });
    await deps.probe(target, request);
  };
  await recorder.step('close', signOut).catch(() => {});
}
