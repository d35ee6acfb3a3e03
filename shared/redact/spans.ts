import type { Span } from './needle.ts';

/** A span, and whether it takes the base64 text around it with it. */
export type FoundSpan = Span & { readonly spreads: boolean };

const BASE64 = /[A-Za-z0-9+/=_-]/;

/** What the spans cover, left to right, overlapping and touching ones joined. Linear but for the sort: a character that is spread over is never looked at again. */
export function unionOf(text: string, found: readonly FoundSpan[]): readonly Span[] {
  const union: { start: number; end: number }[] = [];
  for (const span of found.toSorted((one, other) => one.start - other.start)) {
    const last = union.at(-1);
    const covered = last?.end ?? 0;
    const start = span.spreads ? leftEdge(text, span.start, covered) : span.start;
    const end = span.spreads ? rightEdge(text, Math.max(span.end, covered)) : span.end;
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else union.push({ start, end });
  }
  return union;
}

function leftEdge(text: string, from: number, floor: number): number {
  let start = from;
  while (start > floor && BASE64.test(text.charAt(start - 1))) start -= 1;
  return start;
}

function rightEdge(text: string, from: number): number {
  let end = from;
  while (end < text.length && BASE64.test(text.charAt(end))) end += 1;
  return end;
}
