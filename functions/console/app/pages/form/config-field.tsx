import type { JSX } from 'preact';
import { pointerOf } from '../../../../../shared/masks/json-pointer.ts';
import type { FormField } from '../../api/types.ts';
import { MaskedField } from '../../masked-field/masked-field.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Field, type FieldNames } from '../../parts/field.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { checkFields } from './check.ts';
import { EntriesInput } from './entries-input.tsx';
import { FormRow } from './form-row.tsx';
import type { FormState } from './form-state.ts';
import { problemsAt, sentenceAt } from './problems.ts';

type ConfigProps = { readonly form: FormState; readonly field: FormField };

/** A declared field of the service, by its kind. What is wrong with it is told when it is left. */
export function ConfigField({ form, field }: ConfigProps): JSX.Element {
  const pointer = pointerOf('/config', field.name);
  const { draft, problems, tellAt, whenStill } = form;
  const leave = (): void => {
    const found = checkFields(draft, [field]);
    // Who only passes by is not told what is missing; and what the API said of this text stays.
    if (problemsAt(problems, pointer).length === 0 && (draft.texts[field.name] ?? '') !== '') whenStill(() => tellAt(pointer, found));
  };
  return (
    <FormRow pointer={pointer} onLeave={leave}>
      <Input form={form} field={field} pointer={pointer} />
    </FormRow>
  );
}

function Input({ form, field, pointer }: ConfigProps & { readonly pointer: string }): JSX.Element {
  const { draft, problems, change } = form;
  const { name, label, kind, required, maskable } = field;
  const text = draft.texts[name] ?? field.default ?? '';
  const problem = sentenceAt(problems, pointer);
  const onText = (typed: string): void => change(pointer, { texts: { ...draft.texts, [name]: typed } });
  const help = helpOf(field);
  if (kind === 'map') {
    const lines = { entries: draft.maps[name] ?? [], problems: problemsAt(problems, pointer), project: maskable ? draft.project : null };
    return (
      <EntriesInput
        label={label}
        noun={label.toLowerCase().replace(/s$/, '')}
        help={help}
        pointer={pointer}
        {...lines}
        onEntries={(entries) => change(pointer, { maps: { ...draft.maps, [name]: entries } })}
      />
    );
  }
  if (maskable) {
    const isLong = /\bPEM\b/.test(`${label} ${help}`);
    return <MaskedField {...{ label, help, problem, text, onText, required }} project={draft.project} multiline={isLong} />;
  }
  return (
    <Field {...{ label, help, problem }} isRequired={required}>
      {(names) => (kind === 'choice' ? <Options {...{ names, text, onText }} field={field} /> : <Line {...{ names, text, onText }} field={field} />)}
    </Field>
  );
}

type TextProps = { readonly names: FieldNames; readonly text: string; readonly onText: (text: string) => void; readonly field: FormField };

function Options({ names, text, onText, field: { options = [] } }: TextProps): JSX.Element {
  const offered = options.map((option) => [option, option] as const);
  const unfit = options.includes(text) ? [] : [[text, text || 'Choose…'] as const];
  return <Choice names={names} value={text} options={[...unfit, ...offered]} onChoose={onText} />;
}

function Line({ names, text, onText, field: { example, kind } }: TextProps): JSX.Element {
  // No address has a space around it; one that was pasted along is not worth a complaint.
  const isAddress = kind === 'url' || kind === 'host';
  return <TextLine names={names} text={text} placeholder={example} onText={(typed) => onText(isAddress ? typed.trim() : typed)} />;
}

/** A field with masks has no placeholder for its example. */
function helpOf({ help, example, maskable }: FormField): string | undefined {
  const examples = maskable && example !== undefined ? [`For example ${example}`] : [];
  return [...(help === undefined ? [] : [help]), ...examples].join('. ') || undefined;
}
