import type { JSX } from 'preact';
import type { Word } from '../words.ts';

/** A state in a word, a colour and a shape; what it means on hover. */
export function Badge({ word }: { readonly word: Word }): JSX.Element {
  return (
    <span class={`badge ${word.tone}`} title={word.meaning}>
      {word.label}
    </span>
  );
}
