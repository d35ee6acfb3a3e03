import { describe, expect, it } from 'vitest';
import { limitFactorOf, stageLimitsOf, widened } from '../../../infra/local/limits.ts';
import { makeThrottle, type Throttle } from '../../../infra/local/throttle.ts';

const TEST = 'POST /v1/connections/test';
const LIMITS = { stage: { burst: 4, perSecond: 2 }, routes: new Map([[TEST, { burst: 2, perSecond: 0.5 }]]) };

function setting() {
  const clock = { nowMs: 1_000_000 };
  return { clock, throttle: makeThrottle(LIMITS, () => clock.nowMs) };
}
const passed = (throttle: Throttle, routeKey: string): number => {
  let count = 0;
  while (throttle(routeKey)) count += 1;
  return count;
};

describe('a route', () => {
  it('lets a burst through at once, then as many a second as it says', () => {
    const { throttle, clock } = setting();
    expect(passed(throttle, 'GET /v1/connections')).toBe(4);
    clock.nowMs += 500;
    expect(passed(throttle, 'GET /v1/connections')).toBe(1);
    clock.nowMs += 1_000;
    expect(passed(throttle, 'GET /v1/connections')).toBe(2);
  });

  it('never saves up more than a burst', () => {
    const { throttle, clock } = setting();
    passed(throttle, 'GET /health');
    clock.nowMs += 3_600_000;
    expect(passed(throttle, 'GET /health')).toBe(4);
  });

  it('has its own numbers where it has any, and its own bucket always', () => {
    const { throttle, clock } = setting();
    expect([passed(throttle, TEST), passed(throttle, 'GET /a'), passed(throttle, 'GET /b')]).toEqual([2, 4, 4]);
    clock.nowMs += 1_999;
    expect(passed(throttle, TEST)).toBe(0);
    clock.nowMs += 1;
    expect(passed(throttle, TEST)).toBe(1);
  });

  it('is not filled by a clock that is put back', () => {
    const { throttle, clock } = setting();
    passed(throttle, 'GET /a');
    clock.nowMs -= 3_600_000;
    expect(passed(throttle, 'GET /a')).toBe(0);
    clock.nowMs += 1_000;
    expect(passed(throttle, 'GET /a')).toBe(2);
  });
});

describe('the limits of the local stack', () => {
  const said = { ThrottlingRateLimit: 20, ThrottlingBurstLimit: '40' };
  const templateOf = (properties: object) => JSON.parse(JSON.stringify({ Resources: { HttpApiStage: { Properties: properties } } }));

  it('are those of the template, as deployed or so many times as much', () => {
    const template = templateOf({ DefaultRouteSettings: said, RouteSettings: { [TEST]: { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 2 } } });
    expect(stageLimitsOf(template, 1)).toEqual({ stage: { burst: 40, perSecond: 20 }, routes: new Map([[TEST, { burst: 2, perSecond: 1 }]]) });
    expect(stageLimitsOf(template, 10).routes.get(TEST)).toEqual({ burst: 20, perSecond: 10 });
    expect(widened({ TESTS_PER_MINUTE: '60', HISTORY_DAYS: '90' }, 10)).toEqual({ TESTS_PER_MINUTE: '600', HISTORY_DAYS: '90' });
  });

  it.each([
    ['no stage', {}],
    ['no rate', { DefaultRouteSettings: { ThrottlingBurstLimit: 1 } }],
    ['a route without a burst', { DefaultRouteSettings: said, RouteSettings: { [TEST]: { ThrottlingRateLimit: 1 } } }],
    ['a rate of nothing', { DefaultRouteSettings: { ...said, ThrottlingRateLimit: 0 } }],
  ])('are not guessed where the template has %s', (_, properties) => {
    expect(() => stageLimitsOf(templateOf(properties), 1)).toThrow('unsaid');
  });

  it('are the deployed ones where LOCAL_LIMITS says so, and no other word is taken for it', () => {
    expect([limitFactorOf({ LOCAL_LIMITS: 'deployed' }), limitFactorOf({}), limitFactorOf({ LOCAL_LIMITS: '' })]).toEqual([1, 1_000, 1_000]);
    expect(() => limitFactorOf({ LOCAL_LIMITS: 'Deployed' })).toThrow('LOCAL_LIMITS');
  });
});
