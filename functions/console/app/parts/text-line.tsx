import type { JSX, TargetedInputEvent } from 'preact';
import type { FieldNames } from './field.tsx';

type TextLineProps = {
  readonly names: FieldNames;
  readonly text: string;
  readonly onText: (text: string, event: TextEvent) => void;
  readonly onBlur?: () => void;
  readonly placeholder?: string | undefined;
  readonly maxLength?: number;
  /** The id of a list of suggestions. */
  readonly list?: string;
  /** Of a text that is longer than a line. */
  readonly rows?: number | undefined;
};
export type TextEvent = TargetedInputEvent<HTMLInputElement | HTMLTextAreaElement>;

/** A text for machines: nothing completes, corrects or capitalizes it. */
export function TextLine({ names, text, onText, rows, ...others }: TextLineProps): JSX.Element {
  const plain = { autoComplete: 'off', autoCapitalize: 'none', spellcheck: false } as const;
  const given = { ...names, ...plain, ...others, value: text, onInput: (event: TextEvent) => onText(event.currentTarget.value, event) };
  return rows === undefined ? <input type="text" {...given} /> : <textarea {...given} rows={rows} />;
}
