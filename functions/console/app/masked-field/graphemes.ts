const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The characters of a text as one sees them. */
export function graphemesIn(text: string): readonly string[] {
  return Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
}
