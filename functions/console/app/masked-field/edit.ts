import type { SecretReference } from '../../../../shared/masks/secret-reference.ts';
import { type Content, contentOf, cut, pillOf, pillsIn, placed, type Placed, type PillSegment, type Span, type Segment, snapped, textOf } from './content.ts';
import { graphemesIn } from './graphemes.ts';

/** What stands in the field after an edit, and where the caret is then. */
export type Edited = { readonly content: Content; readonly caret: number };
export type Direction = 'back' | 'forward';
export type PlacedPill = Placed<PillSegment>;
type Halves = { readonly left: Content; readonly right: Content };

/** No character that one sees as one is longer, and a field may hold 64 KiB. */
const LONGEST_GRAPHEME = 64;
const BACKSLASHES_AT_END = /\\+$/;

/** Text, or segments, in place of a range. Pills beside it stay, whatever is put in. */
export function replaced(content: Content, asked: Span, by: string | Content): Edited {
  const { start, end } = snapped(content, asked);
  const inserted: Content = typeof by === 'string' ? [{ kind: 'text', text: by }] : by;
  // Whoever takes one of the two backslashes before a pill wants neither; whoever puts one there wants a backslash, not an escape.
  const mend = textOf(inserted) === '' && textOf(cut(content, { start, end })) === '\\' ? -1 : 1;
  return joined({ left: [...cut(content, { start: 0, end: start }), ...inserted], right: cut(content, { start: end, end: Infinity }) }, mend);
}

/** What was changed without us, read again. */
export function reread(segments: readonly Segment[]): Content {
  return joined({ left: segments, right: [] }, 1).content;
}

/** A mask in place of a range, or of the pill that is there. */
export function withPill(content: Content, range: Span, mask: SecretReference): Edited {
  return replaced(content, range, [pillOf(mask)]);
}

/** The pill that a caret touches on one side. */
export function pillBeside(content: Content, at: number, direction: Direction): PlacedPill | undefined {
  return pillsIn(content).find(({ start, end }) => (direction === 'back' ? end : start) === at);
}

/** Where a caret gets to by one step: over a character as one sees it, or over a pill. */
export function stepFrom(content: Content, at: number, direction: Direction): number {
  const isBack = direction === 'back';
  const beside = placed(content).find(({ start, end }) => (isBack ? start < at && at <= end : start <= at && at < end));
  if (!beside) return at;
  const { segment, start, end } = beside;
  if (segment.kind === 'pill') return isBack ? start : end;
  const [within, reach] = [at - start, isBack ? -LONGEST_GRAPHEME : LONGEST_GRAPHEME];
  const piece = segment.text.slice(Math.max(0, Math.min(within, within + reach)), Math.max(within, within + reach));
  const length = graphemesIn(piece).at(isBack ? -1 : 0)?.length ?? 0;
  return isBack ? at - length : at + length;
}

/** The pill one step further; null where it cannot go. `caret` is where it starts then. */
export function moved(content: Content, pill: PlacedPill, direction: Direction): Edited | null {
  const text = textOf(content);
  const [from, edge] = direction === 'back' ? [pill.start, 0] : [pill.end, text.length];
  if (from === edge) return null;
  let at = stepFrom(content, from, direction);
  // Behind a single backslash it would be escaped: it goes over that, too.
  while (at !== edge && isEscaping(text.slice(0, at))) at = stepFrom(content, at, direction);
  return putAt(content, pill, at);
}

/** The pill before or behind all else; null where it is there. */
export function movedToEdge(content: Content, pill: PlacedPill, direction: Direction): Edited | null {
  const edge = direction === 'back' ? 0 : textOf(content).length;
  return (direction === 'back' ? pill.start : pill.end) === edge ? null : putAt(content, pill, edge);
}

function putAt(content: Content, { segment, start, end }: PlacedPill, at: number): Edited {
  const piece = (from: number, to: number): Content => cut(content, { start: from, end: to });
  const before = at <= start ? piece(0, at) : [...piece(0, start), ...piece(end, at)];
  const behind = at <= start ? [...piece(at, start), ...piece(end, Infinity)] : piece(at, Infinity);
  const put = joined({ left: [...before, segment], right: behind }, 1);
  return { content: put.content, caret: put.caret - segment.text.length };
}

/**
 * Texts that meet are read again as one, so that what was completed becomes a pill. The caret is where the halves meet. A pill that a single
 * backslash would escape now gets one more, or one less.
 */
function joined({ left, right }: Halves, mend: 1 | -1): Edited {
  const content: Segment[] = [];
  let [caret, at, run] = [textOf(left).length, 0, ''];
  for (const segment of [...left, ...right]) {
    at += segment.text.length;
    if (segment.kind === 'text') {
      run += segment.text;
      continue;
    }
    if (isEscaping(run)) {
      if (at - segment.text.length <= caret) caret += mend;
      at += mend;
      run = mend > 0 ? `${run}\\` : run.slice(0, -1);
    }
    content.push(...contentOf(run), segment);
    run = '';
  }
  content.push(...contentOf(run));
  return { content, caret };
}

function isEscaping(run: string): boolean {
  return (BACKSLASHES_AT_END.exec(run)?.[0].length ?? 0) % 2 === 1;
}
