import { describe, expect, it } from 'vitest';
import { openClock, secondsOf } from '../../../infra/local/clock.ts';
import { memoryDirectory } from '../../../infra/local/data-directory.ts';

describe('a duration', () => {
  it.each([
    ['PT1H', 3600],
    ['PT15M', 900],
    ['PT0S', 0],
    ['P1D', 86_400],
    ['P1DT2H3M4S', 93_784],
    ['P366D', 31_622_400],
  ])('%s is %d seconds', (text, seconds) => {
    expect(secondsOf(text)).toBe(seconds);
  });

  it.each(['', 'P', 'PT', 'P1DT', '1H', 'PT1', 'PT-1H', 'P1M', 'P1Y', 'PT1.5H', 'pt1h', 'PT1H ', 'PT1M1H', 'P367D', 'PT99999999S'])('"%s" is none', (text) => {
    expect(secondsOf(text)).toBeNull();
  });
});

it('an advanced clock runs on with the machine, and a restart on the same folder does not turn it back', () => {
  const data = memoryDirectory();
  let machine = 1000;
  const clock = openClock(data, () => machine);
  expect(clock.advance('PT1H')).toBe(true);
  expect(clock.advance('PT1S')).toBe(true);
  machine = 2000;
  expect(clock.now()).toBe(2000 + 3_601_000);
  expect(openClock(data, () => 5000).now()).toBe(5000 + 3_601_000);
});

it('a clock is never more than a year and a day ahead, and what it refuses changes nothing', () => {
  const clock = openClock(memoryDirectory(), () => 0);
  expect(clock.advance('P366D')).toBe(true);
  expect(clock.advance('PT1S')).toBe(false);
  expect(clock.now()).toBe(366 * 86_400_000);
});
