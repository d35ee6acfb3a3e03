import { type Attempt, attemptTwice } from './attempt-twice.ts';
import { checkConnection } from './connections/check-connection.ts';
import type { Connection } from './connections/connection.ts';
import { exchangesOf } from './connectors/build-request.ts';
import { conclude } from './connectors/conclude.ts';
import { destinationsOf } from './connectors/destinations.ts';
import { isNamed } from './connectors/identity.ts';
import { ResolverError } from './errors.ts';
import { substitute } from './masks/substitute.ts';
import { sendExchange } from './send-exchange.ts';
import { Recorder, type Verdict } from './verifications/recorder.ts';
import type { Verification } from './verifications/verification.ts';
import type { VerifyDeps } from './verify-deps.ts';

/** What is taken from answers beyond a verdict is loaded for the ways to connect that need it. */
const takingFrom = () => import('./from-answers.ts');

/**
 * THE PATH: find masks, bind, begin (the audit), fetch, substitute, build, guard, probe, conclude, end. A refusal by `bind` costs no GetSecretValue call.
 * @throws RequestError where the connection itself is malformed
 */
export async function verifyConnection(connection: Connection, deps: VerifyDeps): Promise<Verification> {
  const recorder = new Recorder(connection, deps);
  try {
    const checked = await recorder.step('find_masks', () => checkConnection(connection, deps));
    recorder.about(checked);
    const destinations = destinationsOf(checked.connector, checked.method, checked.plain);
    recorder.bound(destinations);
    const binding = await recorder.step('bind', () => deps.bind({ ...checked, destinations }));
    await deps.begin(recorder.intent);
    const secrets = await recorder.step('fetch_secrets', () => deps.fetchSecrets(binding));
    return await deps.end(recorder.intent, await recorder.finish(await attemptTwice({ checked, binding, secrets, recorder }, deps, converse)));
  } catch (error) {
    if (error instanceof ResolverError) return deps.end(recorder.intent, await recorder.finish(error));
    throw error;
  }
}

/** The requests of the method in order, token steps first, each guarded on its own; the first that does not end in `ok` decides. */
async function converse(attempt: Attempt, deps: VerifyDeps): Promise<Verdict> {
  const { checked, secrets, recorder } = attempt;
  recorder.used(secrets);
  let values = substitute(checked.config, (reference) => recorder.learn(secrets.valueOf(reference)));
  let verdict: Verdict = { code: 'unexpected_response', where: {} };
  try {
    for (const exchange of exchangesOf(checked.connector, checked.method)) {
      const answered = await sendExchange(attempt, { exchange, values }, deps);
      verdict = conclude({ ...checked, exchange }, answered.response);
      if (exchange.step === 'probe' && isNamed(checked, answered.kind)) return await (await takingFrom()).withIdentity(attempt, verdict, answered);
      if (exchange.step === 'probe' || verdict.code !== 'ok') return verdict;
      values = (await takingFrom()).withCaptured(attempt, { exchange, values }, answered.response);
    }
    return verdict;
  } finally {
    if (checked.method.close) await (await takingFrom()).endSession(attempt, values, deps);
  }
}
