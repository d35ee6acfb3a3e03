import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Content, contentOf, cut, pillsIn, snapped, textOf } from '../../../functions/console/app/masked-field/content.ts';
import { moved, movedToEdge, pillBeside, type PlacedPill, replaced, reread, stepFrom, withPill } from '../../../functions/console/app/masked-field/edit.ts';
import { placeWords } from '../../../functions/console/app/masked-field/place-words.ts';
import { scanText } from '../../../shared/masks/mask.ts';

const arnOf = (name: string): string => `arn:aws:secretsmanager:us-east-1:137149879143:secret:${name}-FsmeTs`;
const A = `{{workato:sm:a:${arnOf('first')}}}`;
const B = `{{ workato:sm:b.key:${arnOf('second')} }}`;
const C = `{{workato:sm::${arnOf('third')}?path=/c/d}}`;
const REFERENCE = { keyName: 'new', secretArn: arnOf('new'), path: null };
const NEW = `{{workato:sm:new:${arnOf('new')}}}`;

/** "Bearer (a)": what a field shows of a text. */
const shown = (content: Content): string =>
  content.map((each) => (each.kind === 'text' ? each.text : `(${each.mask.keyName}${each.mask.path ?? ''})`)).join('');
const pillAt = (content: Content, index: number): PlacedPill => {
  const pill = pillsIn(content)[index];
  if (!pill) throw new Error(`There is no pill ${index}.`);
  return pill;
};
const OF_TEXTS = [
  '\\',
  '{',
  '}',
  '{{',
  '}}',
  '{{workato:sm:',
  'workato:sm:',
  'key',
  ':',
  arnOf('x'),
  ' ',
  '\n',
  'é',
  'e\u0301',
  '👩‍👩‍👧',
  '\u0600',
  '%7B',
  'Bearer ',
];
const texts = fc.array(fc.constantFrom(...OF_TEXTS, A, B, C), { maxLength: 8 }).map((parts) => parts.join(''));
const calm = fc.string({ unit: fc.constantFrom('a', ' ', '👩‍👩‍👧', '.', 'é'), maxLength: 6 });
/** With pills that stay apart from what is written beside them, whatever that is. */
const contents = fc
  .array(
    fc.oneof(
      fc.constantFrom(...OF_TEXTS),
      fc.constantFrom(A, B, C).map((mask) => contentOf(mask)),
    ),
    { maxLength: 8 },
  )
  .map((parts) => {
    let content: Content = [];
    for (const part of parts) content = replaced(content, { start: Infinity, end: Infinity }, part).content;
    return content;
  });
const masksOf = (content: Content): readonly string[] => pillsIn(content).map(({ segment }) => segment.text);

describe('the text of a field', () => {
  it('is the same after it was cut into texts and pills', () => {
    fc.assert(
      fc.property(fc.oneof(texts, fc.string({ unit: 'binary' })), (text) => {
        expect(textOf(contentOf(text))).toBe(text);
      }),
    );
  });

  it('has the pills that the product would resolve, and no others', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const masks = scanText(text).masks.map(({ start, end, keyName, secretArn, path }) => ({ start, end, mask: { keyName, secretArn, path } }));
        expect(pillsIn(contentOf(text)).map(({ start, end, segment: { mask } }) => ({ start, end, mask }))).toEqual(masks);
      }),
    );
  });

  it.each([
    { text: '', expected: '' },
    { text: 'Bearer ', expected: 'Bearer ' },
    { text: A, expected: '(a)' },
    { text: `Bearer ${A}`, expected: 'Bearer (a)' },
    { text: `${A}${B}${C}`, expected: '(a)(b.key)(/c/d)' },
    { text: `x${A}-${B}y`, expected: 'x(a)-(b.key)y' },
    { text: `\\${A}`, expected: `\\${A}` },
    { text: `\\\\${A}`, expected: '\\\\(a)' },
    { text: '{{resolve:x}} {{name}}', expected: '{{resolve:x}} {{name}}' },
    { text: `{${A.slice(2, -2)}}`, expected: `{${A.slice(2, -2)}}` },
  ])('is shown as "$expected"', ({ text, expected }) => expect(shown(contentOf(text))).toBe(expected));

  it('is cut at any two places without loss, but for a pill that a cut goes through', () => {
    fc.assert(
      fc.property(contents, fc.nat(400), fc.nat(400), (content, start, end) => {
        const span = snapped(content, { start, end });
        const whole = textOf(content);
        expect(span.start).toBeLessThanOrEqual(span.end);
        expect(textOf(cut(content, span))).toBe(whole.slice(span.start, span.end));
      }),
    );
    expect(cut(contentOf(A), { start: 1, end: 400 })).toEqual([]);
  });
});

describe('an edit', () => {
  it('keeps every pill that it does not touch, whatever is put in beside it', () => {
    fc.assert(
      fc.property(contents, fc.nat(400), fc.nat(400), fc.oneof(texts, fc.string()), (content, from, to, text) => {
        const span = snapped(content, { start: from, end: to });
        const untouched = pillsIn(content).filter(({ start, end }) => end <= span.start || start >= span.end);
        const after = replaced(content, span, text).content;
        const kept = new Set(pillsIn(after).map(({ segment }) => segment));
        for (const { segment } of untouched) expect(kept).toContain(segment);
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves a text that is read again as the same pills, wherever nothing is wrong with it', () => {
    fc.assert(
      fc.property(contents, fc.nat(400), fc.nat(400), texts, (content, start, end, by) => {
        const after = replaced(content, { start, end }, by).content;
        const text = textOf(after);
        expect(scanText(text).issues.length > 0 ? after : contentOf(text)).toEqual(after);
        expect(after.every((each, at) => each.text !== '' && (each.kind === 'pill' || after[at + 1]?.kind !== 'text'))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('puts the text where it was asked to, and the caret behind it, but for backslashes before a pill', () => {
    fc.assert(
      fc.property(contents, fc.nat(400), calm, (content, at, text) => {
        const { start, end } = snapped(content, { start: at, end: at });
        const { content: after, caret } = replaced(content, { start, end }, text);
        const whole = textOf(content);
        fc.pre(!whole.slice(0, start).endsWith('\\'));
        expect(textOf(after)).toBe(whole.slice(0, start) + text + whole.slice(end));
        expect(caret).toBe(start + text.length);
      }),
    );
  });

  it('leaves the caret where it can be: in no pill', () => {
    fc.assert(
      fc.property(contents, fc.nat(400), fc.nat(400), texts, (content, start, end, by) => {
        const { content: after, caret } = replaced(content, { start, end }, by);
        expect(pillsIn(after).filter((pill) => pill.start < caret && caret < pill.end)).toEqual([]);
        expect(caret).toBeLessThanOrEqual(textOf(after).length);
      }),
    );
  });

  it('makes a pill of a mask as soon as it is written to its end', () => {
    let [content, caret] = [contentOf(`x${B}`), 1];
    for (const letter of A.slice(0, -1)) ({ content, caret } = replaced(content, { start: caret, end: caret }, letter));
    expect(shown(content)).toBe(`x${A.slice(0, -1)}(b.key)`);
    expect(shown(replaced(content, { start: caret, end: caret }, '}').content)).toBe('x(a)(b.key)');
  });

  it('through half a pill takes all of it', () => {
    expect(shown(replaced(contentOf(`x${A}y`), { start: 0, end: 5 }, '').content)).toBe('y');
    expect(shown(replaced(contentOf(`x${A}y`), { start: 9, end: 9 }, '!').content)).toBe('x!y');
  });

  it('that puts a mask in place of a pill changes no other', () => {
    const content = contentOf(`x${A}-${B}y`);
    const { content: after, caret } = withPill(content, pillAt(content, 0), REFERENCE);
    expect(textOf(after)).toBe(`x${NEW}-${B}y`);
    expect(caret).toBe(1 + NEW.length);
  });

  it('beside an unfinished mask keeps both as they are', () => {
    const { content } = withPill(contentOf('{{workato:sm:half'), { start: 17, end: 17 }, REFERENCE);
    expect(shown(content)).toBe('{{workato:sm:half(new)');
    expect(scanText(textOf(content)).issues).toHaveLength(1);
  });

  it('of what a browser has changed by itself is read like any other', () => {
    expect(shown(reread([{ kind: 'text', text: 'x' }, ...contentOf(A), { kind: 'text', text: B.slice(0, 9) }, { kind: 'text', text: B.slice(9) }]))).toBe(
      'x(a)(b.key)',
    );
  });
});

describe('a backslash before a pill', () => {
  it('does not escape it: it is a backslash, as two of them are written', () => {
    const typed = replaced(contentOf(`C:${A}`), { start: 2, end: 2 }, '\\');
    expect([textOf(typed.content), typed.caret]).toEqual([`C:\\\\${A}`, 4]);
    const added = withPill(contentOf('C:\\'), { start: 3, end: 3 }, REFERENCE);
    expect([textOf(added.content), added.caret]).toEqual([`C:\\\\${NEW}`, 4 + NEW.length]);
  });

  it('is taken away as what it stands for', () => {
    const content = contentOf(`C:\\\\${A}`);
    for (const span of [
      { start: 3, end: 4 },
      { start: 2, end: 3 },
    ])
      expect(replaced(content, span, '')).toEqual({ content: contentOf(`C:${A}`), caret: 2 });
  });

  it('that comes to others is one more of them', () => {
    const { content } = replaced(contentOf(`\\X\\\\${A}`), { start: 1, end: 2 }, '');
    expect(textOf(content)).toBe(`\\\\\\\\${A}`);
  });
});

describe('a step of the caret', () => {
  it('goes over a pill, or over a character as one sees it, and never into either', () => {
    const content = contentOf(`e\u0301${A}👩‍👩‍👧`);
    const places = [0, 2, 2 + A.length, textOf(content).length];
    for (const [at, place] of places.entries()) {
      expect(stepFrom(content, place, 'forward')).toBe(places[at + 1] ?? place);
      expect(stepFrom(content, place, 'back')).toBe(places[at - 1] ?? place);
    }
    fc.assert(
      fc.property(contents, fc.nat(400), fc.constantFrom('back' as const, 'forward' as const), (any, at, direction) => {
        const { start } = snapped(any, { start: at, end: at });
        const to = stepFrom(any, start, direction);
        expect(pillsIn(any).filter((pill) => pill.start < to && to < pill.end)).toEqual([]);
        const isAtEdge = start === (direction === 'back' ? 0 : textOf(any).length);
        expect(Math.sign(to - start)).toBe(isAtEdge ? 0 : direction === 'back' ? -1 : 1);
      }),
    );
  });

  it('knows the pill that it would go over', () => {
    const content = contentOf(`x${A}${B}`);
    const [first, second] = [pillAt(content, 0), pillAt(content, 1)];
    expect(pillBeside(content, 1, 'forward')).toEqual(first);
    expect(pillBeside(content, first.end, 'back')).toEqual(first);
    expect(pillBeside(content, first.end, 'forward')).toEqual(second);
    expect([pillBeside(content, 0, 'forward'), pillBeside(content, 1, 'back'), pillBeside(content, second.end, 'forward')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('a pill that is moved', () => {
  it.each([
    { text: `ab${A}`, index: 0, direction: 'back', expected: 'a(a)b' },
    { text: `a${A}b`, index: 0, direction: 'forward', expected: 'ab(a)' },
    { text: `${A}${B}`, index: 0, direction: 'forward', expected: '(b.key)(a)' },
    { text: `${A}x${B}`, index: 1, direction: 'back', expected: '(a)(b.key)x' },
    { text: `👩‍👩‍👧${A}`, index: 0, direction: 'back', expected: '(a)👩‍👩‍👧' },
    { text: `a\\b${A}`, index: 0, direction: 'back', expected: 'a(a)\\b' },
    { text: `a\\\\${A}`, index: 0, direction: 'back', expected: 'a(a)\\\\' },
    { text: `${A}\\b`, index: 0, direction: 'forward', expected: '\\b(a)' },
  ] as const)('one step $direction stands as in "$expected"', ({ text, index, direction, expected }) => {
    const content = contentOf(text);
    const edited = moved(content, pillAt(content, index), direction)!;
    expect(shown(edited.content)).toBe(expected);
    expect(pillsIn(edited.content).find(({ start }) => start === edited.caret)?.segment).toBe(pillAt(content, index).segment);
  });

  it('stops at the ends', () => {
    const content = contentOf(`${A}x${B}`);
    expect([moved(content, pillAt(content, 0), 'back'), moved(content, pillAt(content, 1), 'forward')]).toEqual([null, null]);
    expect([movedToEdge(content, pillAt(content, 0), 'back'), movedToEdge(content, pillAt(content, 1), 'forward')]).toEqual([null, null]);
  });

  it('gets from one end to the other at once', () => {
    const content = contentOf(`x${A}-${B}y`);
    expect(shown(movedToEdge(content, pillAt(content, 1), 'back')!.content)).toBe('(b.key)x(a)-y');
    expect(shown(movedToEdge(content, pillAt(content, 0), 'forward')!.content)).toBe('x-(b.key)y(a)');
  });

  it('reaches the end step by step, changes no text and loses no pill', () => {
    const direct = fc.constantFrom('back' as const, 'forward' as const);
    fc.assert(
      fc.property(contents, fc.nat(5), direct, (content, index, direction) => {
        const pills = pillsIn(content);
        if (pills.length === 0) return;
        const { segment } = pillAt(content, index % pills.length);
        let now = content;
        for (let steps = 0; steps < 200; steps += 1) {
          const pill = pillsIn(now).find((each) => each.segment === segment)!;
          const edited = moved(now, pill, direction);
          if (edited === null) break;
          expect(masksOf(edited.content)).toEqual(expect.arrayContaining([...masksOf(content)]));
          now = edited.content;
        }
        const edge = direction === 'back' ? now[0] : now.at(-1);
        expect(edge).toBe(segment);
      }),
    );
  });

  it.each([
    { text: A, words: 'alone in the field' },
    { text: `${A} tail`, words: 'at the start, before " tail"' },
    { text: `Bearer ${A}`, words: 'at the end, after "Bearer "' },
    { text: `a${A}${B}`, words: 'between "a" and secret b.key' },
    { text: `a very long text before it${A}and one behind it`, words: 'between "…xt before it" and "and one behi…"' },
  ])('is told to be $words', ({ text, words }) => {
    const content = contentOf(text);
    expect(placeWords(content, pillAt(content, 0).start)).toBe(words);
  });
});
