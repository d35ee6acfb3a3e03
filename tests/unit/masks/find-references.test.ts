import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../shared/json.ts';
import { type FieldPolicy, findMasks } from '../../../shared/masks/find-references.ts';
import { countedWork } from '../../helpers/counted-work.ts';
import { ARN, KEY, MASK } from './sample.ts';

const anyField = (): FieldPolicy => 'maskable';
const codes = (config: JsonObject): readonly string[] => findMasks(config, anyField).issues.map((issue) => issue.code);
const secretArn = (at: number): string => ARN.replace('FsmeTs', String(100_000 + at));

function nested(levels: number, inner: Json): Json {
  return levels === 0 ? inner : { a: nested(levels - 1, inner) };
}

it('masks are found in nested objects and lists, each with the pointer of its text', () => {
  const { masks, issues } = findMasks({ apiToken: MASK, headers: { 'x-a': [`Bearer ${MASK}`, 1, null, true] }, 'a/b~c': { '': MASK } }, anyField);
  expect(issues).toEqual([]);
  expect(masks).toEqual([
    { keyName: KEY, secretArn: ARN, path: null, start: 0, end: MASK.length, pointer: '/config/apiToken' },
    { keyName: KEY, secretArn: ARN, path: null, start: 7, end: 7 + MASK.length, pointer: '/config/headers/x-a/0' },
    { keyName: KEY, secretArn: ARN, path: null, start: 0, end: MASK.length, pointer: '/config/a~1b~0c/' },
  ]);
});

it('a mask is found by its place in a list, beside numbers, null and truth values', () => {
  const { masks } = findMasks({ none: null, port: 443, isOn: false, list: [null, 1, MASK, [true, MASK]] }, anyField);
  expect(masks.map((mask) => mask.pointer)).toEqual(['/config/list/2', '/config/list/3/1']);
});

it('a mask in a field that may not hold one is refused, and in one that forms the address it says why', () => {
  const policies: Readonly<Record<string, FieldPolicy>> = { baseUrl: 'origin', path: 'plain', token: 'maskable' };
  const { masks, issues } = findMasks({ baseUrl: `https://${MASK}/`, path: [`/x/${MASK}`], token: MASK }, (field) => policies[field] ?? 'plain');
  expect(masks.map((mask) => mask.pointer)).toEqual(['/config/token']);
  expect(issues).toEqual([
    { code: 'mask_not_allowed_here', where: { pointer: '/config/baseUrl', offset: 8, found: 'it forms the scheme, host or port' } },
    { code: 'mask_not_allowed_here', where: { pointer: '/config/path/0', offset: 3 } },
  ]);
});

it('a near miss is refused in every field, also where no mask may stand', () => {
  expect(findMasks({ baseUrl: 'https://{workato:sm:x}' }, () => 'origin').issues).toMatchObject([
    { code: 'mask_near_miss', where: { pointer: '/config/baseUrl', offset: 8 } },
  ]);
});

it('an escape is allowed in every field', () => {
  expect(findMasks({ note: `\\${MASK}` }, () => 'plain')).toEqual({ masks: [], issues: [] });
});

it('masks and near misses are refused in property names', () => {
  const config = { headers: { [`x${MASK}`]: MASK, 'WORKATO:SM:k': 'v' } };
  const { masks, issues } = findMasks(config, anyField);
  expect(masks).toHaveLength(1);
  expect(issues).toMatchObject([
    { code: 'mask_not_allowed_here', where: { pointer: `/config/headers/x${MASK}`, offset: 1, found: 'it is a property name' } },
    { code: 'mask_near_miss', where: { pointer: '/config/headers/WORKATO:SM:k', offset: 0 } },
  ]);
});

it('everything wrong with a config is reported together, with the rewrite where there is one', () => {
  const { issues } = findMasks({ a: '{{workato:sm:k}}', b: [`{workato:sm:k:${ARN}} {{workato:sm:k:${ARN.slice(0, -7)}}}`] }, anyField);
  expect(issues).toEqual([
    { code: 'mask_malformed', where: { pointer: '/config/a', offset: 0, found: 'it has no secret ARN' } },
    { code: 'mask_near_miss', where: { pointer: '/config/b/0', offset: 0, found: 'its braces are not "{{" and "}}"', rewrite: `{{workato:sm:k:${ARN}}}` } },
    { code: 'arn_incomplete', where: { pointer: '/config/b/0', offset: 16 + ARN.length, arn: ARN.slice(0, -7) } },
  ]);
});

describe('limits', () => {
  it('100 masks are accepted and 101 are not', () => {
    expect(codes({ a: MASK.repeat(60), b: MASK.repeat(40) })).toEqual([]);
    expect(findMasks({ a: MASK.repeat(60), b: MASK.repeat(41) }, anyField).issues).toStrictEqual([{ code: 'mask_limit', where: { expected: '100 masks' } }]);
  });

  it('25 distinct secrets are accepted and 26 are not, however often each is used', () => {
    const masks = (count: number): Json => Array.from({ length: count }, (_, at) => `{{workato:sm:k:${secretArn(at)}}}`.repeat(2));
    expect(codes({ a: masks(25) })).toEqual([]);
    expect(findMasks({ a: masks(26) }, anyField).issues).toEqual([{ code: 'mask_limit', where: { expected: '25 distinct secrets' } }]);
  });

  it.each(['x', 'é', '鍵', '🔑'])('64 KiB of "%s" are accepted and one byte more is not', (letter) => {
    const bytes = Buffer.byteLength(letter);
    const full = letter.repeat(Math.floor(65_536 / bytes)) + 'x'.repeat(65_536 % bytes);
    expect(codes({ a: full })).toEqual([]);
    expect(findMasks({ a: [`${full}x`] }, anyField).issues).toEqual([{ code: 'mask_limit', where: { expected: '64 KiB', pointer: '/config/a/0' } }]);
  });

  it('the limit of a text holds with a mask in it, and for property names', () => {
    expect(codes({ a: MASK + 'x'.repeat(65_536 - MASK.length) })).toEqual([]);
    expect(codes({ a: MASK + 'x'.repeat(65_537 - MASK.length) })).toEqual(['mask_limit']);
    expect(codes({ [`workato${'x'.repeat(65_536)}`]: 1 })).toEqual(['mask_limit']);
    expect([65_536, 65_537].map((length) => codes({ ['x'.repeat(length)]: 1 }))).toEqual([[], ['mask_limit']]);
  });

  it('20 levels are accepted and 21 are not', () => {
    expect(findMasks({ a: nested(19, MASK) }, anyField)).toMatchObject({ masks: [{ pointer: `/config${'/a'.repeat(20)}` }], issues: [] });
    expect(findMasks({ a: nested(20, MASK) }, anyField)).toEqual({
      masks: [],
      issues: [{ code: 'mask_limit', where: { expected: '20 levels', pointer: `/config${'/a'.repeat(20)}` } }],
    });
  });

  it('what is no list and no object is on no level of its own', () => {
    expect(codes({ a: nested(18, { a: 1, b: true, c: null }) })).toEqual([]);
    expect(codes({ a: nested(18, [1, false, null]) })).toEqual([]);
    expect(codes({ a: nested(18, [[[]]]) })).toEqual(['mask_limit']);
  });

  it('a hostile config gets a short list: 100 issues and the limit that it is over', () => {
    const config = { a: 'WORKATO:SM:'.repeat(3000), b: ['{{workato:sm:'.repeat(3000)], [`c${'{{workato:sm:'.repeat(3000)}`]: MASK };
    const { issues } = findMasks(config, anyField);
    expect(issues).toHaveLength(101);
    expect(issues.at(-1)).toEqual({ code: 'mask_limit', where: { expected: '100 masks' } });
  });
});

it.each<readonly [title: string, config: JsonObject]>([
  [
    'levels',
    {
      a: nested(
        18,
        Array.from({ length: 300 }, () => [[]]),
      ),
    },
  ],
  ['masks where none may stand', { plain: MASK.repeat(300) }],
  ['masks in property names', { [MASK.repeat(300)]: 1 }],
  ['near misses', { a: Array.from({ length: 300 }, () => 'WORKATO:SM:') }],
  ['near misses, a hundred exactly', { a: Array.from({ length: 100 }, () => 'WORKATO:SM:') }],
  ['long texts', { a: Array.from({ length: 300 }, () => 'x'.repeat(65_537)) }],
])('a hundred issues and the limit that it is over are told of a config with too many %s', (_, config) => {
  const { issues } = findMasks(config, (field) => (field === 'plain' ? 'plain' : 'maskable'));
  expect(issues).toHaveLength(101);
  expect(issues.at(-1)).toEqual({ code: 'mask_limit', where: { expected: '100 masks' } });
});

it('ninety-nine issues are told without a limit', () => {
  expect(codes({ a: Array.from({ length: 99 }, () => 'WORKATO:SM:') })).toEqual(Array.from({ length: 99 }, () => 'mask_near_miss'));
});

describe('work', () => {
  const quiet = 'The quick brown fox jumps over the lazy dog, and works.';

  it.each<readonly [where: string, config: JsonObject]>([
    ['a list', { a: Array.from({ length: 100 }, () => quiet) }],
    ['an object', Object.fromEntries(Array.from({ length: 100 }, (_, at) => [String(at), quiet]))],
    ['property names', Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`${quiet.slice(0, -2)}${10 + at}`, 1]))],
  ])('texts without masks in %s are looked through three times, and no more', (_, config) => {
    expect(countedWork(() => findMasks(config, anyField))).toBeLessThan(3.3 * 100 * quiet.length);
  });

  it('only a text that may be too long is encoded to see whether it is', () => {
    expect(countedWork(() => findMasks({ a: 'x'.repeat(21_845) }, anyField))).toBeLessThan(3.2 * 21_845);
    expect(countedWork(() => findMasks({ a: 'x'.repeat(21_846) }, anyField))).toBeGreaterThan(3.8 * 21_846);
  });

  it('what comes after a hundred issues is no longer searched for more', () => {
    const near = (count: number): JsonObject => ({ a: Array.from({ length: count }, () => `WORKATO:SM:k:${ARN}`) });
    const [full, twice] = [100, 200].map((count) => countedWork(() => findMasks(near(count), anyField)));
    expect(twice! / full!).toBeLessThan(1.1);
    expect(findMasks({ ...near(100), b: MASK }, anyField).masks).toEqual([]);
  });
});

it('lists and objects a hundred thousand levels deep do not overflow the stack', () => {
  const deep: JsonObject = JSON.parse(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
  expect(codes(deep)).toEqual(['mask_limit']);
});

it('__proto__ as a property is a property', () => {
  const config: JsonObject = JSON.parse(`{"__proto__":{"constructor":"${MASK}"}}`);
  expect(findMasks(config, anyField).masks).toMatchObject([{ pointer: '/config/__proto__/constructor' }]);
});
