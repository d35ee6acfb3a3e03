import type { JSX } from 'preact';
import { Field } from '../parts/field.tsx';

export type MaskedFieldProps = {
  readonly label: string;
  readonly help?: string;
  readonly problem?: string | null;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly project: string;
  readonly required: boolean;
  readonly multiline?: boolean;
};

/** A field that may hold masks. */
export function MaskedField({ label, help, problem = null, text, onText, required }: MaskedFieldProps): JSX.Element {
  return (
    <Field label={label} problem={problem} isRequired={required} {...(help !== undefined && { help })}>
      {(names) => <input {...names} value={text} autoComplete="off" spellcheck={false} onInput={(event) => onText(event.currentTarget.value)} />}
    </Field>
  );
}
