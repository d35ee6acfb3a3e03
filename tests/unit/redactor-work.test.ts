import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { countedWork } from '../helpers/counted-work.ts';
import { knowing } from '../helpers/knowing.ts';
import { Redactor } from '../../shared/redact/redactor.ts';
import { Secret } from '../../shared/secrets/secret.ts';

/** 86 characters that look random, and are the same every time. */
const tokenOf = (seed: number): string => createHash('sha512').update(String(seed)).digest('base64url');
const tokens = (count: number): readonly string[] => Array.from({ length: count }, (_, seed) => tokenOf(seed));

/** Of cleaning a text when all that is learned has been sorted in. */
function workOf(redactor: Redactor, text: string): number {
  redactor.clean('warm');
  return countedWork(() => redactor.clean(text));
}

it('where nothing was learned, nothing is looked at', () => {
  expect(countedWork(() => new Redactor().clean('x'.repeat(1_000)))).toBe(0);
});

it('of a text in which nothing of a secret stands, three of thirty characters are looked at', () => {
  const [steps, window, step] = [99, 32, 30];
  expect(workOf(knowing(tokenOf(1)), '~'.repeat(window + steps * step))).toBeLessThanOrEqual(3 * (steps + 1));
});

it('pieces of secrets are skipped through as well: an eighth of such a text is looked at', () => {
  const text = `${tokenOf(1).slice(0, 20)}${'~'.repeat(12)}`.repeat(100);
  expect(workOf(knowing(tokenOf(1)), text)).toBeLessThanOrEqual(text.length / 8);
});

it('with a hundred secrets a sixth of a text that is none of them is looked at', () => {
  const text = Array.from({ length: 100 }, (_, seed) => tokenOf(1_000 + seed)).join(' ');
  expect(workOf(knowing(...tokens(100)), text)).toBeLessThanOrEqual(text.length / 6);
});

it('a few secrets are sorted into a table of a few kilobytes', () => {
  const redactor = knowing(tokenOf(1));
  expect(countedWork(() => redactor.clean(''))).toBeLessThanOrEqual(1 << 12);
});

it('a long secret of which only a few characters stand in a text is not worked through', () => {
  const [few, text] = ['end', `${'~'.repeat(29)}end`.repeat(10)];
  expect(workOf(knowing(`${tokenOf(1).slice(0, 29)}${few}${'secret'.repeat(10_000)}`), text)).toBeLessThanOrEqual(text.length);
});

it('what is known already is neither written out nor sorted in again', () => {
  const [secret, redactor, text] = [new Secret(tokenOf(1)), new Redactor(), '~'.repeat(1_000)];
  redactor.learn([secret]);
  const work = workOf(redactor, text);
  expect(countedWork(() => redactor.learn([secret]))).toBe(1);
  redactor.learn([new Secret(tokenOf(1))]);
  expect(countedWork(() => redactor.clean(text))).toBe(work);
});

it('twice as much base64 of secrets is at most 2.3 times the work', () => {
  const base64Of = (times: number): string => Buffer.from(tokenOf(1).repeat(times)).toString('base64');
  const redactor = knowing(tokenOf(1));
  expect(workOf(redactor, base64Of(200)) / workOf(redactor, base64Of(100))).toBeLessThanOrEqual(2.3);
});

it.each([
  ['a', 1],
  ['ab', 1],
  ['aaaaaaab', 1],
  ['abcabcabd', 1],
  ['a', 8],
])('twice as much periodic text with periodic secrets of "%s" is at most 2.3 times the work', (unit, share) => {
  const workAt = (length: number): number => {
    const secret = unit.repeat(length).slice(0, length / (4 * share));
    const half = unit.repeat(length).slice(0, length / 2);
    return workOf(knowing(secret, `b${secret}`, `${secret}b`, secret.slice(1)), `${half}b${half}`);
  };
  expect(workAt(1 << 14)).toBeGreaterThan(1 << 12);
  expect(workAt(1 << 15) / workAt(1 << 14)).toBeLessThanOrEqual(2.3);
});
