import { formatMask, scanText } from '../../../../shared/masks/mask.ts';
import type { SecretReference } from '../../../../shared/masks/secret-reference.ts';

/** Text that is meant as it stands; what is escaped or malformed in it too. */
export type TextSegment = { readonly kind: 'text'; readonly text: string };
/** A mask. `text` is how it was written, blanks inside its braces included. */
export type PillSegment = { readonly kind: 'pill'; readonly text: string; readonly mask: SecretReference };
export type Segment = TextSegment | PillSegment;
/**
 * What stands in a field, from left to right. The text of the field is the segments' texts one after the other, and a place in it an offset in
 * UTF-16 units of that text. A pill stays the pill it is whatever is typed beside it, where the text alone could be read otherwise.
 */
export type Content = readonly Segment[];
/** [start, end) */
export type Span = { readonly start: number; readonly end: number };
/** A segment and where it stands. */
export type Placed<Kind extends Segment = Segment> = Span & { readonly segment: Kind };

export function contentOf(text: string): Content {
  const segments: Segment[] = [];
  let from = 0;
  for (const { start, end, keyName, secretArn, path } of scanText(text).masks) {
    if (start > from) segments.push({ kind: 'text', text: text.slice(from, start) });
    segments.push({ kind: 'pill', text: text.slice(start, end), mask: { keyName, secretArn, path } });
    from = end;
  }
  if (from < text.length) segments.push({ kind: 'text', text: text.slice(from) });
  return segments;
}

export function textOf(content: Content): string {
  return content.map(({ text }) => text).join('');
}

export function pillOf(mask: SecretReference): PillSegment {
  return { kind: 'pill', text: formatMask(mask), mask };
}

export function placed(content: Content): readonly Placed[] {
  let end = 0;
  return content.map((segment) => ({ segment, start: end, end: (end += segment.text.length) }));
}

export function pillsIn(content: Content): readonly Placed<PillSegment>[] {
  return placed(content).flatMap(({ segment, start, end }) => (segment.kind === 'pill' ? [{ segment, start, end }] : []));
}

/** What stands in a range; half a pill is none. */
export function cut(content: Content, { start, end }: Span): Content {
  return placed(content).flatMap(({ segment, start: from, end: to }): Content => {
    if (segment.kind === 'pill') return from >= start && to <= end && from < to ? [segment] : [];
    const text = segment.text.slice(Math.max(0, start - from), Math.max(0, end - from));
    return text === '' ? [] : [{ kind: 'text', text }];
  });
}

/** The range, with the pills that it touches as a whole. */
export function snapped(content: Content, { start, end }: Span): Span {
  const length = textOf(content).length;
  const inside = ({ start: from, end: to }: Span, at: number): boolean => from < at && at < to;
  const [low, high] = [Math.max(0, Math.min(start, end, length)), Math.min(length, Math.max(start, end, 0))];
  const pills = pillsIn(content);
  return { start: pills.find((pill) => inside(pill, low))?.start ?? low, end: pills.find((pill) => inside(pill, high))?.end ?? high };
}
