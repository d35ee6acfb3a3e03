import type { JSX } from 'preact';
import { Field } from '../../parts/field.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import type { Draft } from './draft.ts';
import { FormRow } from './form-row.tsx';
import type { FormState } from './form-state.ts';
import { sentenceAt } from './problems.ts';

type OwnProps = {
  readonly form: FormState;
  readonly pointer: string;
  readonly label: string;
  readonly help?: string;
  readonly text: string;
  readonly maxLength: number;
  readonly isRequired?: boolean;
  readonly onText: (text: string) => Partial<Draft>;
};

/** A text that every connection has, whatever its service. */
export function OwnField({ form, pointer, text, maxLength, onText, ...shown }: OwnProps): JSX.Element {
  return (
    <FormRow pointer={pointer}>
      <Field {...shown} problem={sentenceAt(form.problems, pointer)}>
        {(names) => <TextLine names={names} text={text} maxLength={maxLength} onText={(typed) => form.change(pointer, onText(typed))} />}
      </Field>
    </FormRow>
  );
}
