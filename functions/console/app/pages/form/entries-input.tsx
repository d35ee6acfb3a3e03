import type { JSX } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { pointerOf } from '../../../../../shared/masks/json-pointer.ts';
import { MaskedField } from '../../masked-field/masked-field.tsx';
import { Action } from '../../parts/action.tsx';
import { Field } from '../../parts/field.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import type { Entry } from './draft.ts';
import { FormRow } from './form-row.tsx';
import { problemsAt, type Problem, sentenceAt } from './problems.ts';

type EntriesProps = {
  readonly label: string;
  /** What one of them is called: header, label. */
  readonly noun: string;
  readonly help?: string | undefined;
  readonly pointer: string;
  readonly entries: readonly Entry[];
  readonly problems: readonly Problem[];
  /** The project whose secrets may stand in the texts; null where none may. */
  readonly project: string | null;
  readonly onEntries: (entries: readonly Entry[]) => void;
};

/** Names and texts, a line for each. */
export function EntriesInput(props: EntriesProps): JSX.Element {
  const { label, noun, help, pointer, entries, problems, onEntries } = props;
  const id = useId();
  const group = useRef<HTMLFieldSetElement>(null);
  // After the lines have changed: the focus goes to the line that came, or to what is left.
  const focusLine = (index: number): void =>
    void requestAnimationFrame(() =>
      (group.current?.querySelectorAll('.entry')[index]?.querySelector('input') ?? group.current?.querySelector('button'))?.focus(),
    );
  const put = (index: number, changed: Partial<Entry>): void => onEntries(entries.map((entry, at) => (at === index ? { ...entry, ...changed } : entry)));
  const add = (): void => {
    onEntries([...entries, { name: '', text: '' }]);
    focusLine(entries.length);
  };
  const remove = (index: number): void => {
    onEntries(entries.filter((_, at) => at !== index));
    focusLine(Math.min(index, entries.length - 2));
  };
  const own = problems.filter((problem) => !entries.some(({ name }) => problemsAt([problem], pointerOf(pointer, name)).length > 0));
  const problem = sentenceAt(own, pointer);
  return (
    <fieldset ref={group} class="entries" aria-describedby={`${id}-help`}>
      <legend>{label}</legend>
      <div id={`${id}-help`}>
        {help !== undefined && <small class="faint">{help}</small>}
        {problem !== null && <small class="problem">{problem}</small>}
      </div>
      {entries.map((entry, index) => (
        <Line key={index} {...props} entry={entry} number={index + 1} onEntry={(changed) => put(index, changed)} onRemove={() => remove(index)} />
      ))}
      <Action onAct={add}>Add a {noun}</Action>
    </fieldset>
  );
}

type LineProps = EntriesProps & {
  readonly entry: Entry;
  readonly number: number;
  readonly onEntry: (changed: Partial<Entry>) => void;
  readonly onRemove: () => void;
};

function Line({ noun, pointer, problems, project, entry, number, onEntry, onRemove }: LineProps): JSX.Element {
  const place = pointerOf(pointer, entry.name);
  const value = { label: `Text of ${noun} ${number}`, text: entry.text };
  const put = (text: string): void => onEntry({ text });
  return (
    <FormRow pointer={place}>
      <div class="entry">
        <Field label={`Name of ${noun} ${number}`} problem={sentenceAt(problems, place)}>
          {(names) => <TextLine names={names} text={entry.name} onText={(name) => onEntry({ name })} />}
        </Field>
        {project === null ? (
          <Field label={value.label}>{(names) => <TextLine names={names} text={value.text} onText={put} />}</Field>
        ) : (
          <MaskedField {...value} onText={put} project={project} required={false} />
        )}
        <Action kind="quiet" onAct={onRemove}>
          Remove
          <span class="unseen">
            {' '}
            {noun} {number}
          </span>
        </Action>
      </div>
    </FormRow>
  );
}
