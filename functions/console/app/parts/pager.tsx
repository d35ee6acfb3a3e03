import type { JSX } from 'preact';

/** Null: there is no page that way. */
export type PagerProps = { readonly number: number; readonly onBack: (() => void) | null; readonly onNext: (() => void) | null };

export function Pager({ number, onBack, onNext }: PagerProps): JSX.Element | null {
  if (onBack === null && onNext === null) return null;
  return (
    <nav class="pager" aria-label="Pages of the list">
      <button type="button" class="button" disabled={onBack === null} onClick={() => onBack?.()}>
        Previous
      </button>
      <span role="status">Page {number}</span>
      <button type="button" class="button" disabled={onNext === null} onClick={() => onNext?.()}>
        Next
      </button>
    </nav>
  );
}
