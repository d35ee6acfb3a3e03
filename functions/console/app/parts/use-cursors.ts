import { useEffect, useState } from 'preact/hooks';

/** Which page of a list is shown, and the ways to others: what the pager takes. `next` is the cursor that the API gave with this page. */
export type Cursors = {
  /** Undefined for the first page. */
  readonly cursor: string | undefined;
  readonly pagerFor: (next: string | null) => { readonly number: number; readonly onBack: (() => void) | null; readonly onNext: (() => void) | null };
};

/** Back to the first page whenever what is asked for changes. */
export function useCursors(asked: string): Cursors {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  useEffect(() => setCursors([]), [asked]);
  const pagerFor: Cursors['pagerFor'] = (next) => ({
    number: cursors.length + 1,
    onBack: cursors.length === 0 ? null : () => setCursors(cursors.slice(0, -1)),
    onNext: next === null ? null : () => setCursors([...cursors, next]),
  });
  return { cursor: cursors.at(-1), pagerFor };
}
