import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';

const REQUEST_MS = 800;
const PAUSE_MS = 50;
/** For both attempts and the pause: what still drips in by then is given up. */
const DEADLINE_MS = 1_680;

export type SendOptions = { readonly abortSignal: AbortSignal };
type RetryStrategy = Extract<NonNullable<SecretsManagerClientConfig['retryStrategy']>, { acquireInitialRetryToken: unknown }>;
type RetryToken = Awaited<ReturnType<RetryStrategy['acquireInitialRetryToken']>>;

/**
 * How every AWS client behaves: two attempts of 0.8 s each, nothing logged.
 * The request timeout runs from before the connection is made, so connecting needs none of its own.
 */
export function clientBehaviour(random: () => number) {
  return {
    maxAttempts: 2,
    retryStrategy: retryOnce(random),
    requestHandler: { requestTimeout: REQUEST_MS, throwOnRequestTimeout: true, logger: SILENT },
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
function retryOnce(random: () => number): RetryStrategy {
  const token = (count: number, delayMs: number): RetryToken => ({ getRetryCount: () => count, getRetryDelay: () => delayMs });
  return {
    acquireInitialRetryToken: async () => token(0, 0),
    refreshRetryTokenForRetry: async (spent, { errorType }) => {
      if (spent.getRetryCount() > 0 || errorType === 'CLIENT_ERROR') throw new Error('no further attempt');
      return token(1, Math.floor(random() * PAUSE_MS));
    },
    recordSuccess: () => undefined,
  };
}

const ignore = (): void => undefined;
const SILENT = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };
