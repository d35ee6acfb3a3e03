import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';

const REQUEST_MS = 800;
const STORE_REQUEST_MS = 1_500;
const PAUSE_MS = 50;
/** For both attempts and the pause: what still drips in by then is given up. */
const DEADLINE_MS = 1_680;

export type SendOptions = { readonly abortSignal: AbortSignal };
type RetryStrategy = Extract<NonNullable<SecretsManagerClientConfig['retryStrategy']>, { acquireInitialRetryToken: unknown }>;
type RetryToken = Awaited<ReturnType<RetryStrategy['acquireInitialRetryToken']>>;

/**
 * How a client for secrets and sessions behaves: two attempts of 0.8 s each, nothing logged.
 * The request timeout runs from before the connection is made, so connecting needs none of its own.
 */
export function clientBehaviour(random: () => number) {
  return behaviourOf({ attempts: 2, requestMs: REQUEST_MS, random });
}

/** How a client for tables, queues and events behaves: three attempts of 1.5 s each. What is written there is not given up lightly. */
export function storeBehaviour(random: () => number) {
  return behaviourOf({ attempts: 3, requestMs: STORE_REQUEST_MS, random });
}

type Behaviour = { readonly attempts: number; readonly requestMs: number; readonly random: () => number };

function behaviourOf({ attempts, requestMs, random }: Behaviour) {
  return {
    maxAttempts: attempts,
    retryStrategy: retrying(attempts, random),
    requestHandler: { requestTimeout: requestMs, throwOnRequestTimeout: true, logger: SILENT },
    logger: SILENT,
  };
}

/** Runs one SDK call under the deadline; past it the rejection is a TimeoutError whatever broke first. */
export async function withinDeadline<T>(send: (options: SendOptions) => Promise<T>): Promise<T> {
  const abortSignal = AbortSignal.timeout(DEADLINE_MS);
  try {
    return await send({ abortSignal });
  } catch (error) {
    throw abortSignal.aborted ? abortSignal.reason : error;
  }
}

/** The SDK's own strategy waits up to 1 s after a throttle and longer on Retry-After: more than the deadline has. */
function retrying(attempts: number, random: () => number): RetryStrategy {
  const token = (count: number, delayMs: number): RetryToken => ({ getRetryCount: () => count, getRetryDelay: () => delayMs });
  return {
    acquireInitialRetryToken: async () => token(0, 0),
    refreshRetryTokenForRetry: async (spent, { errorType }) => {
      const retries = spent.getRetryCount() + 1;
      if (retries >= attempts || errorType === 'CLIENT_ERROR') throw new Error('no further attempt');
      return token(retries, Math.floor(random() * PAUSE_MS * retries));
    },
    recordSuccess: () => undefined,
  };
}

const ignore = (): void => undefined;
const SILENT = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };
