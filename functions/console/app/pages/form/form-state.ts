import { useState } from 'preact/hooks';
import type { Draft } from './draft.ts';
import { focusSoon } from './form-row.tsx';
import { useStill } from './use-still.ts';
import { problemsAt, type Problem } from './problems.ts';

export type FormState = {
  readonly draft: Draft;
  /** What is wrong, as far as it was told. */
  readonly problems: readonly Problem[];
  /** Changes what stands at `pointer`: what was wrong there is no longer known. */
  readonly change: (pointer: string, changed: Partial<Draft>) => void;
  /** Says instead what is wrong at that place and in it. */
  readonly tellAt: (pointer: string, problems: readonly Problem[]) => void;
  readonly tell: (problems: readonly Problem[]) => void;
  /** And takes the focus to the first of them. */
  readonly tellFirst: (problems: readonly Problem[]) => void;
  readonly replace: (draft: Draft) => void;
  /** Acts once nothing is being clicked. */
  readonly whenStill: (act: () => void) => void;
};

/** What stands in the form, and what is wrong with it. In memory only: it goes with the page. */
export function useFormState(initial: Draft): FormState {
  const [draft, replace] = useState(initial);
  const [problems, tell] = useState<readonly Problem[]>([]);
  const tellAt = (pointer: string, told: readonly Problem[]): void =>
    tell((before) => [...before.filter((each) => !problemsAt([each], pointer).length), ...told]);
  const change = (pointer: string, changed: Partial<Draft>): void => {
    replace((before) => ({ ...before, ...changed }));
    tellAt(pointer, []);
  };
  const tellFirst = (told: readonly Problem[]): void => {
    tell(told);
    focusSoon(...told.map(({ pointer }) => pointer));
  };
  return { draft, problems, change, tellAt, tell, tellFirst, replace, whenStill: useStill() };
}
