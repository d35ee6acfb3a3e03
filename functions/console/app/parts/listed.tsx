import type { JSX } from 'preact';
import { Answered, type AnsweredProps } from './answered.tsx';
import { Pager } from './pager.tsx';
import type { List } from './use-list.ts';

type ListedProps<Read> = Omit<AnsweredProps<Read>, 'answer'> & { readonly list: List<Read> };

/** A page of a list, once it is there, and the ways to others. */
export function Listed<Read>({ list, ...shown }: ListedProps<Read>): JSX.Element {
  return (
    <>
      <Answered answer={list} {...shown} />
      <Pager {...list.pager} />
    </>
  );
}
