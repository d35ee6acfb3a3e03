import { expect, it } from 'vitest';
import { canonicalJson } from '../../../shared/canonical-json.ts';
import { durationOf, durationSeconds } from '../../../shared/connections/duration.ts';
import { mergePatch } from '../../../shared/http/merge-patch.ts';
import type { JsonObject } from '../../../shared/json.ts';

// RFC 7396, appendix A: the rows whose patch is an object, as ours always is.
const RFC_7396: readonly (readonly [string, string, string])[] = [
  ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
  ['{"a":"b"}', '{"a":null}', '{}'],
  ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
  ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
  ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
  ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
  ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
  ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
  ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
];

it.each(RFC_7396)('%s patched with %s is %s', (target, patch, result) => {
  expect(mergePatch(JSON.parse(target), JSON.parse(patch))).toEqual(JSON.parse(result));
});

it('a patch reaches no prototype and changes neither of its arguments', () => {
  const target = { a: { b: '1' } };
  const patch: JsonObject = JSON.parse('{"__proto__":{"polluted":"yes"},"a":{"constructor":{"x":"1"}}}');
  const merged = mergePatch(target, patch);
  expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
  expect(Object.hasOwn(merged, '__proto__')).toBe(true);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(target).toEqual({ a: { b: '1' } });
});

it('the order of members makes no difference to the canonical text, the order of a list does', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: true })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
  expect(canonicalJson({ a: [1, 2] })).not.toBe(canonicalJson({ a: [2, 1] }));
  expect(canonicalJson({ 'a":1,"b': 1 })).not.toBe(canonicalJson({ a: 1, b: 1 }));
});

it.each([
  ['PT15M', 900],
  ['PT300S', 300],
  ['PT1H30M', 5_400],
  ['P1DT12H', 129_600],
  ['P31D', 2_678_400],
  ['P2W', 1_209_600],
  ['PT0S', 0],
])('%s is %d seconds', (text, seconds) => {
  expect(durationSeconds(text)).toBe(seconds);
});

it.each(['', 'P', 'PT', 'P1DT', '15M', 'P1M', 'P1Y', 'PT1.5H', '-PT5M', 'pt5m', 'PT5M ', 'P1W2D', 'PT5M1H', 'PT', 'PT99999999S', 'PT٥M', 'P1D\n'])(
  '%j is no duration of fixed length',
  (text) => {
    expect(durationSeconds(text)).toBeNull();
  },
);

it.each([
  [5, 'PT5M'],
  [60, 'PT1H'],
  [61, 'PT1H1M'],
  [1_440, 'P1D'],
  [1_507, 'P1DT1H7M'],
  [44_640, 'P31D'],
])('%i minutes are written as %s, which reads as just as long', (minutes, text) => {
  expect([durationOf(minutes), durationSeconds(text)]).toEqual([text, minutes * 60]);
});
