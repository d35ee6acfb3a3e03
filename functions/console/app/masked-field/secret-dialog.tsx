import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SecretReference } from '../../../../shared/masks/secret-reference.ts';
import { Action } from '../parts/action.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { TextLine } from '../parts/text-line.tsx';
import { KeyNames } from './key-names.tsx';
import { type Entry, referenceOf } from './secret-entry.ts';
import { type EntryState, useEntry } from './use-entry.ts';

/** What is to become of the mask that the dialog was opened for. */
export type SecretChange = { readonly kind: 'put'; readonly mask: SecretReference } | { readonly kind: 'remove' };

type SecretDialogProps = {
  /** Of the pill that is edited; null for a new one. */
  readonly mask: SecretReference | null;
  readonly project: string;
  /** Closed; null: without a change. */
  readonly onClose: (change: SecretChange | null) => void;
};

/** Asks for a key and the ARN of its secret; a whole mask pasted into either is both. */
export function SecretDialog({ mask, project, onClose }: SecretDialogProps): JSX.Element {
  const change = useRef<SecretChange | null>(null);
  return (
    <Dialog title={mask === null ? 'Add external secret' : 'Edit external secret'} onClose={() => onClose(change.current)}>
      {(close) => {
        const end = (chosen: SecretChange | null): void => {
          change.current = chosen;
          close();
        };
        return <SecretForm mask={mask} project={project} onEnd={end} />;
      }}
    </Dialog>
  );
}

type SecretFormProps = Pick<SecretDialogProps, 'mask' | 'project'> & { readonly onEnd: (change: SecretChange | null) => void };

function SecretForm({ mask, project, onEnd }: SecretFormProps): JSX.Element {
  const state = useEntry(mask);
  const place = useRef<HTMLDivElement>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => place.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [tries]);
  const finish = (): void => {
    const chosen = referenceOf(state.entry);
    if (chosen) return onEnd({ kind: 'put', mask: chosen });
    state.judge();
    return setTries(tries + 1);
  };
  // Not a form: it stands inside one, which Enter would send.
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.isComposing || !isInput(event.target)) return;
    event.preventDefault();
    finish();
  };
  return (
    <div ref={place} class="secret-form" onKeyDown={press}>
      <p class="faint">Paste a whole mask into either field to fill in both.</p>
      <EntryInput state={state} name="keyName" label="Key name" help="The name of one key in the secret, not of the secret itself." />
      <KeyNames arn={state.settledArn} project={project} keyName={state.wantedKey} onChoose={state.choose} />
      <EntryInput state={state} name="secretArn" label="Secret ARN" help="From the Secrets Manager console; it ends with a hyphen and six characters." />
      <NestedValue state={state} />
      <div class="actions">
        {mask !== null && (
          <Action kind="danger" onAct={() => onEnd({ kind: 'remove' })}>
            Remove
          </Action>
        )}
        <Action onAct={() => onEnd(null)}>Cancel</Action>
        <Action kind="primary" onAct={finish}>
          Done
        </Action>
      </div>
    </div>
  );
}

type EntryInputProps = { readonly state: EntryState; readonly name: keyof Entry; readonly label: string; readonly help: string };

function EntryInput({ state, name, label, help }: EntryInputProps): JSX.Element {
  // An ARN is longer than a line, and its end is what gets lost.
  const rows = name === 'secretArn' ? 2 : undefined;
  return (
    <Field label={label} help={help} problem={state.problems[name]}>
      {(names) => (
        <TextLine
          names={names}
          rows={rows}
          text={state.entry[name]}
          onText={(text, event) => state.write(name, text, event.inputType)}
          onBlur={() => state.leave(name)}
        />
      )}
    </Field>
  );
}

function NestedValue({ state }: { readonly state: EntryState }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const isUsed = state.entry.path !== '';
  useEffect(() => void (isUsed && setOpen(true)), [isUsed]);
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Nested value</summary>
      <EntryInput
        state={state}
        name="path"
        label="Path"
        help="Only where the value lies deeper in the secret's JSON: its way from the top, as in /primary/password. The key name is then only what the pill is called."
      />
    </details>
  );
}

function isInput(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
