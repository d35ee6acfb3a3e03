import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { entrances, HostileFields } from '../helpers/hostile-fields.ts';
import { hostileTexts, HOSTILE_TEXT } from '../helpers/hostile-texts.ts';
import { exchangesWithClose } from '../unit/connectors/samples.ts';

const counted = { tried: 0, contained: 0 };

it.each(entrances())(
  'no hostile text in a field of $name gets out of its part of a request',
  async (entrance) => {
    const hostile = new HostileFields(entrance);
    expect(await hostile.usualRequests()).toBe(exchangesWithClose(entrance).length);
    const escapes: string[] = [];
    const tryOne = async (at: number, value: string): Promise<boolean> => {
      const field = hostile.fields[at % hostile.fields.length]!;
      const fate = await hostile.fateOf(field, value);
      counted.tried += 1;
      if (fate === 'contained') counted.contained += 1;
      if (typeof fate === 'object') escapes.push(`${field.name} ${JSON.stringify(value)}: ${fate.escape}`);
      return typeof fate === 'string';
    };
    for (const [at, value] of hostileTexts().entries()) await tryOne(at, value);
    expect(escapes).toEqual([]);
    await fc.assert(fc.asyncProperty(fc.nat(1_000), HOSTILE_TEXT, tryOne), { numRuns: 100 });
  },
  60_000,
);

it('five thousand and more were tried, and of those that were let in there are enough to tell', () => {
  expect(counted.tried).toBeGreaterThanOrEqual(5_000);
  expect(counted.contained).toBeGreaterThan(1_000);
});
