import type { JSX, RefObject } from 'preact';
import { useState } from 'preact/hooks';
import type { SecretReference } from '../../../../shared/masks/secret-reference.ts';
import type { FieldNames } from '../parts/field.tsx';
import { maskAround } from './editable.ts';
import { PillDetail } from './pill-detail.tsx';

type MaskedBoxProps = {
  readonly root: RefObject<HTMLDivElement | null>;
  readonly isMultiline: boolean;
  /** Whether the focus is in it. */
  readonly onHere: (isHere: boolean) => void;
  readonly names: FieldNames;
};

/**
 * Where the text and its pills are edited. It is one textbox, to edit, select, copy and read as any other, with a button in it for each mask: a row of
 * inputs and buttons would cut the text into pieces that cannot be selected together. What is in it, the editor shows by itself.
 */
export function MaskedBox({ root, isMultiline, onHere, names }: MaskedBoxProps): JSX.Element {
  const [pointed, setPointed] = useState<SecretReference | null>(null);
  const look = (event: Event): void => setPointed(maskAround(event.target));
  const come = (event: FocusEvent): void => {
    look(event);
    onHere(true);
  };
  const leave = (): void => {
    setPointed(null);
    onHere(false);
  };
  return (
    <div class="masked-place" onFocusIn={come} onFocusOut={leave} onMouseOver={look} onMouseLeave={() => setPointed(null)}>
      <div
        ref={root}
        {...names}
        aria-labelledby={`${names.id}-label`}
        class={isMultiline ? 'masked-box tall' : 'masked-box'}
        role="textbox"
        aria-multiline={isMultiline}
        contentEditable
        spellcheck={false}
        autoCapitalize="off"
        translate={false}
      />
      {pointed && <PillDetail mask={pointed} />}
    </div>
  );
}
