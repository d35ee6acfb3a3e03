import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { exchangesOf } from '../../shared/connectors/build-request.ts';
import { HostileFields } from '../helpers/hostile-fields.ts';
import { hostileTexts, HOSTILE_TEXT } from '../helpers/hostile-texts.ts';
import { WAYS } from '../unit/connectors/samples.ts';

const SENDABLE = WAYS.filter(([, , method]) => !method.steps?.some((step) => step.storesNewSecret));
const counted = { tried: 0, contained: 0 };

it.each(SENDABLE)(
  'no hostile text in a field of %s gets out of its part of a request',
  async (_, connector, method) => {
    const hostile = new HostileFields(connector, method);
    expect(await hostile.usualRequests()).toBe(exchangesOf(connector, method).length);
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
