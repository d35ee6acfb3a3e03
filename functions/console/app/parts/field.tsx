import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

/** What an input must carry to belong to its label, its help and its problem. */
export type FieldNames = {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
  readonly 'aria-required': boolean | undefined;
};

type FieldProps = {
  readonly label: string;
  readonly help?: string | undefined;
  /** What is wrong with it, at the field itself. */
  readonly problem?: string | null;
  readonly isRequired?: boolean;
  readonly children: (names: FieldNames) => ComponentChildren;
};

/** A form field: label, input, help, and what is wrong with it. */
export function Field({ label, help, problem = null, isRequired = false, children }: FieldProps): JSX.Element {
  const id = useId();
  const described = [...(help === undefined ? [] : [`${id}-help`]), ...(problem === null ? [] : [`${id}-problem`])].join(' ');
  return (
    <div class="field">
      <label id={`${id}-label`} for={id}>
        {label}
        {isRequired && <RequiredMark />}
      </label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': problem !== null, 'aria-required': isRequired || undefined })}
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

/** For eyes; screen readers are told by `aria-required`. */
function RequiredMark(): JSX.Element {
  return (
    <span class="required" aria-hidden="true">
      {' '}
      *
    </span>
  );
}
