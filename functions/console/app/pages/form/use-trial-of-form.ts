import { useState } from 'preact/hooks';
import { ApiFailure } from '../../api/failure.ts';
import type { Verification } from '../../api/types.ts';
import { useSession } from '../../session.ts';
import { type Deed, useDeed } from '../../parts/use-deed.ts';
import { testBodyOf, type Way } from './body.ts';
import { checkDraft } from './check.ts';
import type { FormState } from './form-state.ts';
import { labelAt } from './labels.ts';
import { problemsOf } from './problems.ts';
import { suspectsOf } from './suspects.ts';

/** `isCurrent`: what was tested is what stands in the form. */
export type FormTrial = { readonly trial: Deed<Verification>; readonly isCurrent: boolean; readonly isProven: boolean; readonly connect: () => void };

/** Tests what stands in the form, unsaved: one request for each time; what came of it is marked at the fields. */
export function useTrialOfForm(form: FormState, way: Way | null): FormTrial {
  const { api } = useSession();
  const trial = useDeed<Verification>();
  const [tested, setTested] = useState('');
  const text = way === null ? '' : JSON.stringify(testBodyOf(form.draft, way));
  const connect = (): void => {
    if (way === null) return;
    const problems = checkDraft(form.draft, way, false);
    if (problems.length > 0) return form.tellFirst(problems);
    form.tell([]);
    setTested(text);
    const body = testBodyOf(form.draft, way);
    trial.begin(async () => {
      try {
        const { body: verification } = await api.ask<Verification>('POST /v1/connections/test', { body });
        form.tell(suspectsOf(verification, body, way));
        return verification;
      } catch (error) {
        if (error instanceof ApiFailure) form.tellFirst(problemsOf(error.issues, (pointer) => labelAt(pointer, way)));
        throw error;
      }
    });
  };
  const isCurrent = text === tested;
  return { trial, isCurrent, isProven: isCurrent && trial.result?.status === 'authorized', connect };
}
