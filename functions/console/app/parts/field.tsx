import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

/** What an input must carry to belong to its label, its help and its problem. */
export type FieldNames = { readonly id: string; readonly 'aria-describedby': string | undefined; readonly 'aria-invalid': boolean };

type FieldProps = {
  readonly label: string;
  readonly help?: string;
  /** What is wrong with it, at the field itself. */
  readonly problem?: string | null;
  readonly children: (names: FieldNames) => ComponentChildren;
};

/** A form field: label, input, help, and what is wrong with it. */
export function Field({ label, help, problem = null, children }: FieldProps): JSX.Element {
  const id = useId();
  const described = [...(help === undefined ? [] : [`${id}-help`]), ...(problem === null ? [] : [`${id}-problem`])].join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': problem !== null })}
      {help !== undefined && (
        <small id={`${id}-help`} class="faint">
          {help}
        </small>
      )}
      {problem !== null && (
        <small id={`${id}-problem`} class="problem">
          {problem}
        </small>
      )}
    </div>
  );
}
