import { expect, it } from 'vitest';
import { packed, unpackedTexts } from '../../../shared/wire/pack-stream.ts';

// The examples of https://neo4j.com/docs/bolt/current/packstream/.
const EACH = 'En å flöt över ängen';

it('texts, numbers and maps are written as the specification shows', () => {
  expect(packed('A').toString('hex')).toBe('8141');
  expect(packed('').toString('hex')).toBe('80');
  expect(packed(42).toString('hex')).toBe('2a');
  expect(packed({ one: 'eins' }).toString('hex')).toBe('a1836f6e658465696e73');
  expect(packed(EACH).toString('hex')).toBe('d200000018456e20c3a520666cc3b67420c3b676657220c3a46e67656e');
});

it('a map of texts is read whatever form their lengths have', () => {
  const code = Buffer.from('code');
  const heads = ['84', 'd004', 'd10004', 'd200000004'];
  for (const head of heads) expect(unpackedTexts(Buffer.concat([Buffer.from(`a1${head}`, 'hex'), code, packed(EACH)])).get('code')).toBe(EACH);
});

it('anything else, and whatever ends too early, is refused', () => {
  for (const hex of ['', 'a1', 'a18161', 'a18161d0', 'a18161d1ff', 'a18161d2ffffffff', 'a1816101', 'd801', 'b1', 'c0'])
    expect(() => unpackedTexts(Buffer.from(hex, 'hex'))).toThrow(/text|range|bounds/);
});
