import type { Attempt } from './attempt-twice.ts';
import { buildRequest, type Exchange } from './connectors/build-request.ts';
import { capture } from './connectors/capture.ts';
import { readAnswer, valueAt } from './connectors/conditions.ts';
import { hosted } from './connectors/destinations.ts';
import { IDENTITY, identityPath } from './connectors/identity.ts';
import type { Method } from './connectors/connector.ts';
import { isOfOrigin } from './connectors/learned-origin.ts';
import { isLoginAnswer, type TargetAnswer } from './egress/exchange.ts';
import type { SecretFields } from './secrets/secret.ts';
import type { Verdict } from './verifications/recorder.ts';
import type { VerifyDeps } from './verify-deps.ts';

// What is taken from answers beyond a verdict: tokens, and whose credentials they are. Loaded for the ways to connect that need it.

type Said = { readonly exchange: Exchange; readonly values: SecretFields };

const ACCEPTED: ReadonlySet<string> = new Set(['ok', 'ok_limited']);

/** The values with what a token step answered; all but the host of a later request is learned as a secret. */
export function withCaptured({ checked, recorder }: Attempt, { exchange, values }: Said, response: TargetAnswer): SecretFields {
  const captured = capture({ ...checked, exchange }, response);
  for (const [name, secret] of Object.entries(captured)) if (!isOfOrigin(checked, name)) recorder.learn(secret);
  return { ...values, ...captured };
}

/** Signs out of a session that a token step began, within what is left of the test's time. Whatever comes of it changes nothing. */
export async function endSession({ checked, binding, recorder }: Attempt, values: SecretFields, deps: VerifyDeps): Promise<void> {
  const exchange = closingOf(checked.method, values);
  if (!exchange) return;
  const signOut = async (): Promise<void> => {
    const request = await buildRequest({ ...checked, exchange, values }, deps);
    const target = await deps.guard({ connector: checked.connector, destination: hosted(checked, request.destination), binding });
    await deps.probe(target, request);
  };
  await recorder.step('close', signOut).catch(() => {});
}

/** The request that ends the session which a token step began; null where none was begun, or none is to be ended. */
function closingOf({ steps = [], close }: Method, values: SecretFields): Exchange | null {
  const isBegun = steps.some((spec) => Object.keys(spec.capture ?? {}).some((name) => Object.hasOwn(values, name)));
  return close && isBegun ? { step: 'close', spec: close } : null;
}

/** A verdict that accepts the credentials, with whom the vendor says they belong to; where another was expected, `identity_changed`. */
export async function withIdentity({ checked, recorder }: Attempt, verdict: Verdict, { response }: { readonly response: TargetAnswer }): Promise<Verdict> {
  const named = ACCEPTED.has(verdict.code) ? identityIn(response, identityPath(checked) ?? '') : null;
  // What could say a secret is nobody's name: not shown, and not compared either, or guesses at it could be tried.
  if (named === null || !(await recorder.mayShow(named))) return verdict;
  const isExpected = (checked.expectIdentity ?? named) === named;
  return { ...verdict, identity: named, ...(!isExpected && { code: 'identity_changed' }) };
}

/** The text or whole number at that path; null where there is none that can be shown. */
function identityIn(response: TargetAnswer, path: string): string | null {
  if (isLoginAnswer(response)) return null;
  const value = valueAt(readAnswer(response).json ?? null, path);
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === 'string' && IDENTITY.test(text) ? text : null;
}
