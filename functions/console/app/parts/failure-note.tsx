import type { JSX } from 'preact';
import type { ApiFailure } from '../api/failure.ts';
import { Note } from './note.tsx';

/** Why something could not be done, where it could not. */
export function FailureNote({ failure }: { readonly failure: ApiFailure | null }): JSX.Element | null {
  return failure && <Note kind="bad">{failure.message}</Note>;
}
