import { expect, it } from 'vitest';
import { RequestError } from '../../../shared/errors.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { substitute } from '../../../shared/masks/substitute.ts';
import { Secret, type SecretTree } from '../../../shared/secrets/secret.ts';
import { ARN, KEY, MASK } from './sample.ts';

/** What a test sees: the revealed texts in the shape of the fields. */
function shown(tree: SecretTree): unknown {
  if (tree instanceof Secret) return tree.reveal();
  if (Array.isArray(tree)) return tree.map(shown);
  return Object.fromEntries(Object.entries(tree).map(([name, child]) => [name, shown(child)]));
}

const filled = (config: JsonObject, value: string): unknown => shown(substitute(config, () => new Secret(value)));

it('a mask gives way to its value, the text around it stays', () => {
  expect(filled({ a: MASK, b: `Bearer ${MASK}`, c: `${MASK}:${MASK}`, d: 'plain' }, 's3cret')).toEqual({
    a: 's3cret',
    b: 'Bearer s3cret',
    c: 's3cret:s3cret',
    d: 'plain',
  });
});

it('each mask asks for its own reference', () => {
  const other = `{{workato:sm::${ARN}?path=/a%3Ab}}`;
  const asked: unknown[] = [];
  substitute({ a: `${MASK} ${other}` }, ({ keyName, secretArn, path }) => {
    asked.push({ keyName, secretArn, path });
    return new Secret('x');
  });
  expect(asked).toEqual([
    { keyName: KEY, secretArn: ARN, path: null },
    { keyName: '', secretArn: ARN, path: '/a:b' },
  ]);
});

it.each([MASK, `\\${MASK}`, '{{workato:sm:', '$&', '$1', "$'", '', '\\'])('the value %j is put in as it is and never read as a mask', (value) => {
  expect(filled({ a: `<${MASK}${MASK}>` }, value)).toEqual({ a: `<${value}${value}>` });
});

it('a value cannot become a mask with the text around it', () => {
  expect(filled({ a: `{{workato:sm:k:${MASK.slice(2)}` }, 'never')).toEqual({ a: 'never' });
  expect(filled({ a: `{{${MASK}}}` }, `workato:sm:k:${ARN}`)).toEqual({ a: `{{workato:sm:k:${ARN}}}` });
});

it('an escape becomes its literal text, and doubled backslashes before a mask are halved', () => {
  expect(filled({ a: `\\${MASK}` }, 'v')).toEqual({ a: MASK });
  expect(filled({ a: `\\\\${MASK}` }, 'v')).toEqual({ a: '\\v' });
  expect(filled({ a: `\\\\\\${MASK} ${MASK} \\\\ C:\\x` }, 'v')).toEqual({ a: `\\${MASK} v \\\\ C:\\x` });
});

it('numbers and booleans become their text, null is left out, lists and objects keep their shape', () => {
  expect(filled({ a: 1, b: -0.5, c: true, d: null, e: [1, null, [false], { f: null, g: 'x' }], h: {} }, 'v')).toEqual({
    a: '1',
    b: '-0.5',
    c: 'true',
    e: ['1', ['false'], { g: 'x' }],
    h: {},
  });
});

it('what no JSON holds becomes no text either', () => {
  const config: JsonObject = Object.assign(JSON.parse('{"a":"x"}'), { b: undefined });
  expect(filled(config, 'v')).toEqual({ a: 'x' });
});

it('nothing of the fields shows in JSON', () => {
  expect(JSON.stringify(substitute({ a: MASK, b: ['x', 1] }, () => new Secret('v')))).toBe('{"a":"[secret]","b":["[secret]","[secret]"]}');
});

it('__proto__ is a name like any other, and nothing is inherited', () => {
  const config: JsonObject = JSON.parse(`{"__proto__":{"polluted":"yes"},"a":{"constructor":"x"}}`);
  const fields = substitute(config, () => new Secret('v'));
  expect(Object.keys(fields)).toEqual(['__proto__', 'a']);
  expect(fields['toString']).toBeUndefined();
  expect(fields['polluted']).toBeUndefined();
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(shown(fields['a']!)).toEqual({ constructor: 'x' });
});

it.each([`${MASK} {{workato:sm:k}}`, `{workato:sm:k:${ARN}}`, `{{workato:sm:k:${ARN}`])('a config that findMasks would refuse is not filled in: %s', (text) => {
  let asked = 0;
  const act = (): unknown =>
    substitute({ a: [text] }, () => {
      asked += 1;
      return new Secret('v');
    });
  expect(act).toThrow(RequestError);
  expect(asked).toBe(0);
});

it('an escape after a mask is put in where it stands', () => {
  expect(filled({ a: `${MASK} \\${MASK} ${MASK} \\${MASK}` }, 'v')).toEqual({ a: `v ${MASK} v ${MASK}` });
});

it('what would be left over is refused with its field, as when it is looked for', () => {
  const config = { a: MASK, b: { c: MASK.slice(1) } };
  let refused: unknown;
  try {
    substitute(config, () => new Secret('x'));
  } catch (error) {
    refused = error;
  }
  expect(refused).toBeInstanceOf(RequestError);
  expect(refused).toMatchObject({ issues: [{ code: 'mask_near_miss', where: { pointer: '/config/b/c', offset: 0 } }] });
});

it('a config that is mended between two looks is not filled in', () => {
  const texts = [MASK.slice(1), 'plain'];
  const config: JsonObject = {
    get a() {
      return texts.shift() ?? null;
    },
  };
  expect(() => substitute(config, () => new Secret('x'))).toThrow('A text that was refused by itself is not refused in its config.');
});
