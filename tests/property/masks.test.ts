import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROBLEMS, RequestError } from '../../shared/errors.ts';
import { findMasks } from '../../shared/masks/find-references.ts';
import { parsePointer, pointerOf } from '../../shared/masks/json-pointer.ts';
import { type MaskIssue, formatMask, scanText } from '../../shared/masks/mask.ts';
import type { Mask } from '../../shared/masks/secret-reference.ts';
import { substitute } from '../../shared/masks/substitute.ts';
import { Secret } from '../../shared/secrets/secret.ts';
import { ARN, MASK, anyText, garbage, reference } from './mask-texts.ts';

const RUNS = 300_000;
/** Properties of the long runs answer true or false: an expectation for each run costs more than the run. */
const LONG = 300_000;

it(
  '300,000 random references come back from their masks, wherever these stand',
  () => {
    fc.assert(
      fc.property(reference, fc.constantFrom('', 'Bearer ', '{', 'x\\ ', '{{a}} '), (wanted, before) => {
        const mask = formatMask(wanted);
        const { masks, issues, escapes } = scanText(before + mask);
        const [found] = masks;
        if (!found || masks.length + issues.length + escapes.length !== 1) return false;
        const isWhole = found.start === before.length && found.end === before.length + mask.length;
        return isWhole && found.keyName === wanted.keyName && found.secretArn === wanted.secretArn && found.path === wanted.path;
      }),
      { numRuns: RUNS },
    );
    expect.assertions(0);
  },
  LONG,
);

const isMaskRight = (text: string, { start, end, ...found }: Mask): boolean =>
  text.startsWith('{{', start) && text.endsWith('}}', end) && scanText(formatMask(found)).masks.length === 1;
const isRewriteRight = (rewrite: string): boolean => rewrite.length <= 620 && scanText(rewrite).masks[0]?.end === rewrite.length;
const isIssueRight = (text: string, { code, start, rewrite }: MaskIssue): boolean =>
  code in PROBLEMS && start >= 0 && start < text.length && (rewrite === undefined || isRewriteRight(rewrite));

function areApart(ranges: readonly { readonly start: number; readonly end: number }[], length: number): boolean {
  const ordered = [...ranges].sort((a, b) => a.start - b.start);
  return ordered.every(({ start, end }, at) => start >= (ordered[at - 1]?.end ?? 0) && start < end && end <= length);
}

it(
  '300,000 pieces of garbage give masks, escapes and typed issues, each within the text, and never an exception',
  () => {
    fc.assert(
      fc.property(garbage, (text) => {
        const { masks, issues, escapes } = scanText(text);
        const areRight = masks.every((mask) => isMaskRight(text, mask)) && issues.every((issue) => isIssueRight(text, issue));
        return areRight && areApart([...masks, ...escapes], text.length);
      }),
      { numRuns: RUNS },
    );
    expect.assertions(0);
  },
  LONG,
);

it('the key name ends at the last ":arn:" whose tail is a secret’s ARN to the end or to a "?", as a search of every one says', () => {
  const secret = /^arn:aws:secretsmanager:us-east-1:137149879143:secret:[A-Za-z0-9/_+=.@!-]+-[A-Za-z0-9]{6}(?:\?path=\/a[^:]*)?$/;
  const bodies = fc.array(fc.constantFrom(':', 'k', ':arn:', 'arn', ARN, `:${ARN}`, '?path=/a', '?'), { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(bodies, (body) => {
      const starts = [...body.matchAll(/(?=:arn:)/g)].map((match) => match.index);
      const last = starts.findLast((at) => secret.test(body.slice(at + 1)));
      const isMask = last !== undefined && (last > 0 || body.includes('?', last));
      expect(scanText(`{{workato:sm:${body}}}`).masks.map((mask) => mask.keyName)).toEqual(isMask ? [body.slice(0, last)] : []);
    }),
    { numRuns: 20_000 },
  );
});

describe('substitution', () => {
  const pieces = fc.oneof(fc.constantFrom(MASK, `\\${MASK}`, `\\\\${MASK}`, 'x', '{{a}}', ' ', '{', '\\'), reference.map(formatMask));
  const value = fc.constantFrom(MASK, '\\', `{{workato:sm:`, 'plain', '$&', `workato:sm:k:${ARN}`);

  /** The text of the only field after substitution, null if the config is refused. */
  function fill(field: string, put: string): string | null {
    try {
      const filled = substitute({ field }, () => new Secret(put))['field'];
      return filled instanceof Secret ? filled.reveal() : 'not a Secret';
    } catch (error) {
      if (error instanceof RequestError) return null;
      throw error;
    }
  }

  function isClean(text: string): boolean {
    const { masks, issues, escapes } = scanText(text);
    return masks.length + issues.length + escapes.length === 0;
  }

  /** From the last mask or escape to the first, so that nothing that was put in moves or counts. */
  function fillByHand(source: string, put: string): string {
    const { masks, escapes } = scanText(source);
    const inserts = [...masks.map((mask) => ({ ...mask, text: put })), ...escapes].sort((a, b) => b.start - a.start);
    return inserts.reduce((whole, { start, end, text }) => whole.slice(0, start) + text + whole.slice(end), source);
  }

  it(
    'puts a value in for every mask of the given text and reads none of the values',
    () => {
      const text = fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join(''));
      fc.assert(
        fc.property(text, value, (source, put) => {
          fc.pre(findMasks({ source }, () => 'maskable').issues.length === 0);
          return fill(source, put) === fillByHand(source, put);
        }),
        { numRuns: 20_000 },
      );
      expect.assertions(0);
    },
    LONG,
  );

  it(
    'leaves nothing over that looks like a mask: every config with such a text is refused',
    () => {
      fc.assert(
        fc.property(garbage, (source) => {
          const isRefused = findMasks({ field: source }, () => 'maskable').issues.length > 0;
          const filled = fill(source, '#');
          if (filled === null || isRefused) return (filled === null) === (isRefused && source.includes('workato:sm:'));
          return scanText(source).escapes.length > 0 || isClean(filled);
        }),
        { numRuns: 50_000 },
      );
      expect.assertions(0);
    },
    LONG,
  );
});

it('pointers come apart into the tokens they were made of', () => {
  fc.assert(
    fc.property(fc.array(anyText), (tokens) => {
      expect(parsePointer(tokens.reduce(pointerOf, ''))).toEqual(tokens);
    }),
    { numRuns: 2_000 },
  );
});

it('no JSON makes the search throw, and every issue has its sentence', () => {
  const config = fc.dictionary(fc.oneof(garbage, fc.string()), fc.jsonValue({ maxDepth: 5 }));
  fc.assert(
    fc.property(config, garbage, (fields, text) => {
      const { masks, issues } = findMasks(JSON.parse(JSON.stringify({ ...fields, extra: [text] })), (field) => (field === 'extra' ? 'maskable' : 'plain'));
      expect(masks.every((mask) => mask.pointer === '/config/extra/0')).toBe(true);
      expect(issues.map(({ code, where }) => PROBLEMS[code].message(where)).filter((message) => message.includes('undefined'))).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});
