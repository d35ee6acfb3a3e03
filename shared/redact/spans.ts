/** [start, end) in UTF-16 units. */
export type Span = { readonly start: number; readonly end: number };

/** A span, and whether it takes the base64 text around it with it. */
export type FoundSpan = Span & { readonly spreads: boolean };

const BASE64 = /[A-Za-z0-9+/=_-]/;

/** What spans cover, left to right, overlapping and touching ones joined; they are added in the order of their starts. */
export class Cover {
  readonly #spans: { readonly start: number; end: number }[] = [];

  get spans(): readonly Span[] {
    return this.#spans;
  }

  get end(): number {
    return this.#spans.at(-1)?.end ?? 0;
  }

  add(start: number, end: number): void {
    const last = this.#spans.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else this.#spans.push({ start, end });
  }
}

/** What the spans cover, those that spread spread. Linear but for the sort: a character that is spread over is never looked at again. */
export function unionOf(text: string, found: readonly FoundSpan[]): readonly Span[] {
  const cover = new Cover();
  for (const { start, end, spreads } of found.toSorted((one, other) => one.start - other.start)) {
    if (spreads) cover.add(leftEdge(text, start, cover.end), rightEdge(text, Math.max(end, cover.end)));
    else cover.add(start, end);
  }
  return cover.spans;
}

function leftEdge(text: string, from: number, floor: number): number {
  let start = from;
  while (start > floor && BASE64.test(text.charAt(start - 1))) start -= 1;
  return start;
}

/** Past the end of the text, charAt is '', which is not base64. */
function rightEdge(text: string, from: number): number {
  let end = from;
  while (BASE64.test(text.charAt(end))) end += 1;
  return end;
}
