import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { FormRow } from './form-row.tsx';
import type { FormState } from './form-state.ts';
import type { Way } from './body.ts';
import { sentenceAt } from './problems.ts';

/** The ways to connect, where there are several. */
export function MethodChoice({ form, way }: { readonly form: FormState; readonly way: Way }): JSX.Element | null {
  const name = useId();
  const { methods } = way.detail;
  const problem = sentenceAt(form.problems, '/method');
  if (methods.length < 2 && problem === null) return null;
  return (
    <FormRow pointer="/method">
      <fieldset class="choices" aria-describedby={problem === null ? undefined : `${name}-problem`}>
        <legend>Way to connect</legend>
        {methods.map(({ id, label }) => (
          <label key={id}>
            <input type="radio" name={name} checked={id === way.method.id} onChange={() => form.change('/method', { method: id })} />
            {label}
          </label>
        ))}
      </fieldset>
      {problem !== null && (
        <small id={`${name}-problem`} class="problem">
          {problem}
        </small>
      )}
    </FormRow>
  );
}
