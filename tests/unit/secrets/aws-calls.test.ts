import { afterEach, expect, it, vi } from 'vitest';
import { clientBehaviour, withinDeadline } from '../../../shared/secrets/aws-calls.ts';

const MOST_MS = 1_700;

afterEach(() => {
  vi.restoreAllMocks();
});

it('a call is given up within 1.7 s, whatever it waits for, and its error is of time', async () => {
  const end = new AbortController();
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(end.signal);
  const call = withinDeadline(({ abortSignal }) => new Promise((_, reject) => abortSignal.addEventListener('abort', () => reject(new Error('broken')))));
  end.abort(new DOMException('late', 'TimeoutError'));
  await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(timeout.mock.calls.map(([ms]) => ms <= MOST_MS)).toEqual([true]);
});

it('two attempts and the longest pause between them fit into that time', async () => {
  const { maxAttempts, requestHandler, retryStrategy } = clientBehaviour(() => 0.999_999);
  const first = await retryStrategy.acquireInitialRetryToken('scope');
  const second = await retryStrategy.refreshRetryTokenForRetry(first, { errorType: 'THROTTLING', retryAfterHint: new Date(Date.now() + 60_000) });
  expect(maxAttempts * requestHandler.requestTimeout + second.getRetryDelay()).toBeLessThanOrEqual(MOST_MS);
  await expect(retryStrategy.refreshRetryTokenForRetry(second, { errorType: 'THROTTLING' })).rejects.toThrow('no further attempt');
});
