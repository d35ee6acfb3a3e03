import type { JSX, RefObject } from 'preact';
import { useState } from 'preact/hooks';
import { Field } from '../parts/field.tsx';
import { pillWords } from '../parts/pill-words.ts';
import { type Correction, problemIn } from './field-problem.ts';
import { MaskedBox } from './masked-box.tsx';
import type { MaskedFieldProps } from './masked-field.tsx';

type LabelledProps = Pick<MaskedFieldProps, 'label' | 'help' | 'problem' | 'text' | 'required'> & {
  readonly root: RefObject<HTMLDivElement | null>;
  readonly isMultiline: boolean;
  readonly onAdd: () => void;
  readonly onCorrect: (correction: Correction) => void;
};

/** The box with its label, help and problem: of its masks as they are being written, or else what the form says. */
export function Labelled({ label, help, problem = null, text, required = false, root, isMultiline, onAdd, onCorrect }: LabelledProps): JSX.Element {
  const [isHere, setHere] = useState(false);
  const found = problemIn(text);
  const isWriting = found?.isUnfinished === true && isHere;
  const correction = found?.correction ?? null;
  return (
    <Field label={label} problem={found && !isWriting ? found.sentence : problem} isRequired={required} help={help}>
      {(names) => (
        <>
          <MaskedBox root={root} isMultiline={isMultiline} names={names} onHere={setHere} />
          <div class="masked-deeds">
            <button type="button" class="button quiet" onClick={onAdd}>
              + Add external secret<span class="unseen"> to {label}</span>
            </button>
            {correction && (
              <button type="button" class="button quiet" onClick={() => onCorrect(correction)}>
                Make it the secret {pillWords(correction.mask).name}
              </button>
            )}
            {isWriting && <span class="faint">{found.sentence}</span>}
          </div>
          <span role="status" class="unseen">
            {found && !isWriting && found.sentence}
          </span>
        </>
      )}
    </Field>
  );
}
