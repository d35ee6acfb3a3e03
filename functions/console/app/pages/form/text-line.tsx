import type { JSX } from 'preact';
import type { FieldNames } from '../../parts/field.tsx';

type TextLineProps = {
  readonly names: FieldNames;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly placeholder?: string | undefined;
  readonly maxLength?: number;
  /** The id of a list of suggestions. */
  readonly list?: string;
};

/** A line of text for machines: nothing completes, corrects or capitalizes it. */
export function TextLine({ names, text, onText, ...others }: TextLineProps): JSX.Element {
  const plain = { type: 'text', autoComplete: 'off', autoCapitalize: 'none', spellcheck: false } as const;
  return <input {...names} {...plain} {...others} value={text} onInput={(event) => onText(event.currentTarget.value)} />;
}
