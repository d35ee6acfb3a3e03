import { pillWords } from '../parts/pill-words.ts';
import { type Content, cut, type Segment } from './content.ts';
import { stepFrom } from './edit.ts';
import { graphemesIn } from './graphemes.ts';

const MOST = 12;

/** Where a pill is, by what it stands between. */
export function placeWords(content: Content, start: number): string {
  const before = cut(content, { start: 0, end: start }).at(-1);
  const after = cut(content, { start: stepFrom(content, start, 'forward'), end: Infinity })[0];
  if (!before) return after ? `at the start, before ${wordsOf(after, 'start')}` : 'alone in the field';
  return after ? `between ${wordsOf(before, 'end')} and ${wordsOf(after, 'start')}` : `at the end, after ${wordsOf(before, 'end')}`;
}

function wordsOf(segment: Segment, side: 'start' | 'end'): string {
  if (segment.kind === 'pill') return `secret ${pillWords(segment.mask).name}`;
  const letters = graphemesIn(segment.text);
  if (letters.length <= MOST) return `"${segment.text}"`;
  return side === 'start' ? `"${letters.slice(0, MOST).join('')}…"` : `"…${letters.slice(-MOST).join('')}"`;
}
