import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { windowIntentId, windowOf, windowStart } from '../../../shared/verifications/window.ts';

const MONTH = 31 * 1_440;

it('a time is in the window that begins last before it, and in no other', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.UTC(2100, 0) }), fc.integer({ min: 5, max: MONTH }), (ms, everyMinutes) => {
      const window = windowOf(ms, everyMinutes);
      const [start, end] = [windowStart(window, everyMinutes), windowStart(window + 1, everyMinutes)].map(Date.parse);
      expect([start! <= ms, ms < end!, end! - start!]).toEqual([true, true, everyMinutes * 60_000]);
      expect([windowOf(start!, everyMinutes), windowOf(end! - 1, everyMinutes)]).toEqual([window, window]);
    }),
  );
});

it('windows of five minutes begin on the clock', () => {
  const window = windowOf(Date.parse('2026-11-23T12:07:31.500Z'), 5);
  expect([window, windowStart(window, 5)]).toEqual([5_984_785, '2026-11-23T12:05:00.000Z']);
});

it('the id of a window is that of a verification, always the same, and of nothing else', () => {
  const id = windowIntentId('con_1', 'scheduled', '5#5984785');
  expect(id).toBe(windowIntentId('con_1', 'scheduled', '5#5984785'));
  expect(id).toMatch(/^ver_[0-9a-f]{32}$/);
  const others = [
    windowIntentId('con_2', 'scheduled', '5#5984785'),
    windowIntentId('con_1', 'rotation', '5#5984785'),
    windowIntentId('con_1', 'scheduled', '5#5984786'),
    windowIntentId('con_1s', 'cheduled', '5#5984785'),
  ];
  expect(new Set([id, ...others]).size).toBe(5);
});
