import type { StageLimits } from './limits.ts';

/** Whether a request to this route may pass; asking is to take one of its tokens. */
export type Throttle = (routeKey: string) => boolean;
type Bucket = { tokens: number; filledAtMs: number };

/**
 * A token bucket for each route, over all callers. `now` in milliseconds; a clock that is put back fills nothing.
 * Source: AWS, "Throttle requests to your HTTP APIs for better throughput in API Gateway".
 */
export function makeThrottle({ stage, routes }: StageLimits, now: () => number): Throttle {
  const buckets = new Map<string, Bucket>();
  return (routeKey) => {
    const { burst, perSecond } = routes.get(routeKey) ?? stage;
    const nowMs = now();
    const { tokens, filledAtMs } = buckets.get(routeKey) ?? { tokens: burst, filledAtMs: nowMs };
    const filled = Math.min(burst, tokens + (Math.max(0, nowMs - filledAtMs) / 1_000) * perSecond);
    const mayPass = filled >= 1;
    buckets.set(routeKey, { tokens: mayPass ? filled - 1 : filled, filledAtMs: nowMs });
    return mayPass;
  };
}
