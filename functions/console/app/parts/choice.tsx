import type { JSX } from 'preact';
import type { FieldNames } from './field.tsx';

type ChoiceProps = {
  readonly names: FieldNames;
  readonly value: string;
  /** Each value with its label. */
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChoose: (value: string) => void;
};

/** One of several. */
export function Choice({ names, value, options, onChoose }: ChoiceProps): JSX.Element {
  return (
    <select {...names} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
      {options.map(([each, label]) => (
        <option key={each} value={each}>
          {label}
        </option>
      ))}
    </select>
  );
}
