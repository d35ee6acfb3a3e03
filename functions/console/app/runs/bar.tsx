import type { JSX } from 'preact';
import { type Figures, sharesOf } from './shares.ts';
import { PARTS } from './run-words.ts';

/** The outcomes of a run as a bar; whoever shows it says the same in words beside it. */
export function Bar({ figures }: { readonly figures: Figures }): JSX.Element {
  return (
    <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
      {sharesOf(figures).map(({ part, count, from, width }) => (
        <rect key={part} class={part === 'pending' ? 'pending' : PARTS[part].tone} x={from} width={Math.max(0, width - 0.4)} height={1}>
          <title>{`${count} ${PARTS[part].label.toLowerCase()}`}</title>
        </rect>
      ))}
    </svg>
  );
}
