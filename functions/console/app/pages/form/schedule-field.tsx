import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { Choice } from '../../parts/choice.tsx';
import { Field } from '../../parts/field.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { FormRow } from './form-row.tsx';
import type { FormState } from './form-state.ts';
import { sentenceAt } from './problems.ts';
import { SCHEDULES } from './words.ts';

const OTHER = 'other';

/** How often it is verified by itself: one of the usual periods, or any other. */
export function ScheduleField({ form }: { readonly form: FormState }): JSX.Element {
  const { draft, problems, change } = form;
  const id = useId();
  const [isOther, setOther] = useState(!SCHEDULES.some(([every]) => every === draft.every));
  const put = (every: string): void => change('/schedule', { every });
  const choose = (value: string): void => {
    setOther(value === OTHER);
    put(value === OTHER ? 'PT6H' : value);
  };
  const problem = sentenceAt(problems, '/schedule');
  return (
    <FormRow pointer="/schedule">
      <Field label="Verified" problem={isOther ? null : problem}>
        {(names) => <Choice names={names} value={isOther ? OTHER : draft.every} options={[...SCHEDULES, [OTHER, 'Another period…']]} onChoose={choose} />}
      </Field>
      {isOther && (
        <Field label="Period" help="ISO 8601, from PT5M to P31D: PT6H is six hours, P7D a week." problem={problem}>
          {(names) => <TextLine names={names} text={draft.every} onText={(typed) => put(typed.trim())} />}
        </Field>
      )}
      {draft.every !== '' && (
        <label class="check" for={id}>
          <input id={id} type="checkbox" checked={draft.isPaused} onChange={(event) => change('/schedule', { isPaused: event.currentTarget.checked })} />
          Paused for now
        </label>
      )}
    </FormRow>
  );
}
