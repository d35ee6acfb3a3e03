import { useEffect, useState } from 'preact/hooks';
import type { Page } from '../api/types.ts';
import type { PagerProps } from './pager.tsx';
import { type Loaded, useAnswer } from './use-answer.ts';

/** A list of which one page is shown, and the ways to its others. */
export type List<Read> = Loaded<Read> & { readonly pager: PagerProps; readonly cursor: string | undefined };
type Asking<Read> = {
  /** What is asked for: where it changes, the list is shown from its beginning. */
  readonly asked: string;
  /** Read again when it changes. */
  readonly age?: string;
  /** `cursor` is undefined for the first page, and what the API gave with the page before for another. */
  readonly read: (cursor: string | undefined, signal: AbortSignal) => Promise<Read>;
};

export function useList<Read extends Page<unknown>>({ asked, age, read }: Asking<Read>): List<Read> {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  useEffect(() => setCursors([]), [asked]);
  const cursor = cursors.at(-1);
  const page = useAnswer((signal) => read(cursor, signal), [asked, cursor, age]);
  const next = page.value?.nextCursor ?? null;
  const pager = {
    number: cursors.length + 1,
    onBack: cursors.length === 0 ? null : () => setCursors(cursors.slice(0, -1)),
    onNext: next === null ? null : () => setCursors([...cursors, next]),
  };
  return { ...page, pager, cursor };
}
