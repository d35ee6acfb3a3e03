import { describe, expect, it } from 'vitest';
import { contentOf, textOf } from '../../../functions/console/app/masked-field/content.ts';
import { begun, done, type History, redone, selected, undone } from '../../../functions/console/app/masked-field/history.ts';

const at = (place: number) => ({ start: place, end: place });
const stateOf = (text: string) => ({ content: contentOf(text), selection: at(text.length) });
const textIn = (history: History): string => textOf(history.present.content);
const typed = (history: History, text: string): History => done(history, stateOf(text), 'typing');

describe('what was done to a field', () => {
  it('is undone and done again, in order', () => {
    let history = begun(stateOf(''));
    for (const text of ['a', 'b', 'c']) history = done(history, stateOf(text), 'other');
    const texts = [textIn(history)];
    for (let steps = 0; steps < 4; steps += 1) texts.push(textIn((history = undone(history))));
    for (let steps = 0; steps < 4; steps += 1) texts.push(textIn((history = redone(history))));
    expect(texts).toEqual(['c', 'b', 'a', '', '', 'a', 'b', 'c', 'c']);
  });

  it('in one go is undone in one go, and what was typed elsewhere, deleted or pasted by itself', () => {
    const written = typed(typed(begun(stateOf('')), 'a'), 'ab');
    expect(textIn(undone(written))).toBe('');
    expect(textIn(undone(done(written, stateOf('a'), 'deleting')))).toBe('ab');
    expect(textIn(undone(done(done(written, stateOf('ab!'), 'other'), stateOf('ab!!'), 'other')))).toBe('ab!');
    expect(textIn(undone(typed(selected(written, at(0)), 'xab')))).toBe('ab');
    expect(textIn(undone(typed(selected(written, at(2)), 'abc')))).toBe('');
  });

  it('brings the selection back, too', () => {
    const before = selected(begun(stateOf('ab')), { start: 0, end: 2 });
    expect(undone(typed(before, 'x')).present.selection).toEqual({ start: 0, end: 2 });
  });

  it('cannot be done again after something else was done', () => {
    const history = typed(undone(done(begun(stateOf('')), stateOf('a'), 'other')), 'b');
    expect(textIn(redone(history))).toBe('b');
  });

  it('is kept for two hundred steps', () => {
    let history = begun(stateOf(''));
    for (let step = 1; step <= 250; step += 1) history = done(history, stateOf('x'.repeat(step)), 'other');
    expect(history.past).toHaveLength(200);
  });
});
