import { createHash, createHmac } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';
import { refuse } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { logFailure } from '../log.ts';
import type { IdempotencyKey, IdempotencyStore } from './idempotency-store.ts';
import type { Reply } from './reply.ts';
import { type CallerRequest, idOf } from './route.ts';

/** A request whose caller has been authorised, with its checked body: a body that holds a literal credential never comes here. */
export type KeyedRequest = CallerRequest & { readonly project: string; readonly body: JsonObject };

const HEADER = 'idempotency-key';
const KEY = /^[!-~]{1,128}$/;

export function hasKey({ event }: CallerRequest): boolean {
  return event.headers[HEADER] !== undefined;
}

/**
 * Carries out a request with an `Idempotency-Key` once, and answers it the same way when it comes again. What fails can be sent again.
 * `work` gets 64 hexadecimal digits that are the same for the same request, or null where it came without a key.
 * @throws RequestError `schema_invalid`, `idempotency_mismatch`, `idempotency_in_progress`
 */
export async function once(request: KeyedRequest, store: IdempotencyStore, work: (seed: string | null) => Promise<Reply>): Promise<Reply> {
  if (!hasKey(request)) return work(null);
  const { key, digest } = identified(request);
  const claim = await store.claim(key, digest);
  if (claim.kind === 'replay') return { ...claim.reply, headers: { ...claim.reply.headers, 'idempotent-replayed': 'true' } };
  if (claim.kind === 'mismatch') refuse('idempotency_mismatch');
  if (claim.kind === 'in_progress') refuse('idempotency_in_progress');
  const { requestId } = request.event.requestContext;
  const seed = sha256(JSON.stringify([key, digest]));
  try {
    const reply = await work(seed);
    await quietly(store.complete(key, reply), requestId);
    return reply;
  } catch (error) {
    await quietly(store.release(key), requestId);
    throw error;
  }
}

/** The key itself is not stored, and the digest is keyed with it: neither tells anything of the body to who reads the table. */
function identified({ event, caller, project, body }: KeyedRequest): { readonly key: IdempotencyKey; readonly digest: string } {
  const text = event.headers[HEADER] ?? '';
  if (!KEY.test(text))
    refuse('schema_invalid', { pointer: 'Idempotency-Key', found: 'does not have the form of this header', expected: '1 to 128 visible ASCII characters' });
  const route = event.routeKey.replace('{id}', idOf(event));
  const digest = createHmac('sha256', text).update(canonicalJson(body)).digest('hex');
  return { key: { caller: caller.subject, project, route, key: sha256(text) }, digest };
}

/** What was done stays done, and is answered, where the record of it fails: the claim then frees itself. */
async function quietly(write: Promise<void>, requestId: string): Promise<void> {
  await write.catch((error: unknown) => logFailure(error, requestId));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
