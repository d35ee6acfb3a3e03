import type { ComponentChildren, JSX } from 'preact';
import { Failure, Loading } from './states.tsx';
import type { Loaded } from './use-answer.ts';

export type AnsweredProps<Value> = {
  readonly answer: Loaded<Value>;
  readonly what: string;
  /** What to say where there is no answer; why, the problem says. */
  readonly failure: string;
  readonly children: (value: Value) => ComponentChildren;
};

/** What was asked for, once it is there. */
export function Answered<Value>({ answer: { value, problem, reload }, what, failure, children }: AnsweredProps<Value>): JSX.Element {
  if (problem !== null) return <Failure title={failure} sentence={problem} retry={reload} />;
  return value === null ? <Loading what={what} /> : <>{children(value)}</>;
}
