import { type CheckedConnection, checkConnection } from './connections/check-connection.ts';
import type { Connection } from './connections/connection.ts';
import { buildRequest, exchangesOf } from './connectors/build-request.ts';
import { capture } from './connectors/capture.ts';
import { conclude } from './connectors/conclude.ts';
import { destinationsOf, hosted } from './connectors/destinations.ts';
import type { Binding } from './egress/bind.ts';
import { madeOf } from './egress/exchange.ts';
import { nullIfCode, ResolverError } from './errors.ts';
import { substitute } from './masks/substitute.ts';
import type { FetchedSecrets } from './secrets/vault.ts';
import { Recorder, type Verdict } from './verifications/recorder.ts';
import type { Verification } from './verifications/verification.ts';
import type { VerifyDeps } from './verify-deps.ts';

type Attempt = { readonly checked: CheckedConnection; readonly binding: Binding; readonly secrets: FetchedSecrets; readonly recorder: Recorder };

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
    return await deps.end(recorder.intent, recorder.finish(await attemptTwice({ checked, binding, secrets, recorder }, deps)));
  } catch (error) {
    if (error instanceof ResolverError) return deps.end(recorder.intent, recorder.finish(error));
    throw error;
  }
}

/** What is said of one version: another may have become current while it was cached. */
const OF_A_VERSION: ReadonlySet<string> = new Set(['bad_credentials', 'suspended', 'budget_spent']);

/** A refusal may come from a cached secret that rotated meanwhile: it is read afresh once, and sent again only if its version changed. */
async function attemptTwice(attempt: Attempt, deps: VerifyDeps): Promise<Verdict> {
  const first = await deps.withinBudget(attempt, () => converse(attempt, deps));
  if (!OF_A_VERSION.has(first.code) || !attempt.secrets.wasCached) return first;
  const secrets = await attempt.recorder.step('fetch_secrets', () => deps.fetchSecrets(attempt.binding, { fresh: true }).catch(nullIfCode));
  if (!secrets) return first;
  const versions = new Set(attempt.secrets.uses.map((use) => use.versionId));
  if (secrets.uses.every((use) => versions.has(use.versionId))) return first;
  const second = { ...attempt, secrets };
  return deps.withinBudget(second, () => converse(second, deps));
}

/** The requests of the method in order, token step first, each guarded on its own; the first that does not end in `ok` decides. */
async function converse({ checked, binding, secrets, recorder }: Attempt, deps: VerifyDeps): Promise<Verdict> {
  recorder.used(secrets.uses);
  let values = substitute(checked.config, (reference) => recorder.learn(secrets.valueOf(reference)));
  let verdict: Verdict = { code: 'unexpected_response', where: {} };
  for (const exchange of exchangesOf(checked.connector, checked.method)) {
    const request = await buildRequest({ ...checked, exchange, values }, deps);
    for (const made of madeOf(request)) recorder.learn(made);
    const destination = hosted(checked, request.destination);
    recorder.towards(destination);
    const target = await recorder.step('guard', () => deps.guard({ connector: checked.connector, destination, binding }));
    const response = await recorder.step(exchange.step, () => deps.probe(target, request));
    verdict = conclude({ ...checked, exchange }, response);
    if (verdict.code !== 'ok') return verdict;
    values = { ...values, ...capture(exchange, response) };
  }
  return verdict;
}
