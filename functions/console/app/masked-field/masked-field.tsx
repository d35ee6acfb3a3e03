import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SecretReference } from '../../../../shared/masks/secret-reference.ts';
import type { Span } from './content.ts';
import type { PlacedPill } from './edit.ts';
import type { Editor } from './editor.ts';
import { Labelled } from './labelled.tsx';
import { type SecretChange, SecretDialog } from './secret-dialog.tsx';
import { useEditor } from './use-editor.ts';

export type MaskedFieldProps = {
  readonly label: string;
  readonly help?: string | undefined;
  /** What is wrong with it, as the form or the API says. What is wrong with its masks it says by itself. */
  readonly problem?: string | null;
  /** All of it, with masks as they are written. */
  readonly text: string;
  readonly onText: (text: string) => void;
  /** Of the connection: whose secrets may be named. */
  readonly project: string;
  readonly required?: boolean;
  readonly multiline?: boolean;
};
/** What the dialog was opened for: a pill, or the place of a new one. */
type Opened = { readonly span: Span; readonly mask: SecretReference | null };

const NOWHERE: Span = { start: 0, end: 0 };

/** A field that may hold masks: they are pills in its text, which open in a dialog, as does the button that adds one. */
export function MaskedField({ text, onText, project, multiline = false, ...told }: MaskedFieldProps): JSX.Element {
  const [said, onSay] = useState('');
  const [opened, setOpened] = useState<Opened | null>(null);
  const onOpen = ({ segment, start, end }: PlacedPill): void => setOpened({ span: { start, end }, mask: segment.mask });
  const { root, editor } = useEditor({ text, isMultiline: multiline, events: { onText, onOpen, onSay } });
  const add = (): void => setOpened({ span: editor.current?.selection ?? NOWHERE, mask: null });
  const close = (change: SecretChange | null): void => {
    setOpened(null);
    if (opened && change) carryOut(editor.current, opened.span, change);
    else if (document.activeElement === root.current) editor.current?.focus();
  };
  // Its label is none that browsers know of, since it is no input.
  const enter = ({ target }: Event): void => void (target instanceof HTMLLabelElement && editor.current?.focus());
  return (
    <div class="masked-field">
      <div onClick={enter}>
        <Labelled {...told} text={text} isMultiline={multiline} root={root} onAdd={add} onCorrect={({ span, mask }) => editor.current?.putMask(span, mask)} />
      </div>
      <span role="status" class="unseen">
        {said}
      </span>
      {opened && <SecretDialog mask={opened.mask} project={project} onClose={close} />}
    </div>
  );
}

function carryOut(editor: Editor | null, span: Span, change: SecretChange): void {
  if (change.kind === 'put') editor?.putMask(span, change.mask);
  const pill = editor?.pillAt(span.start);
  if (change.kind === 'remove' && pill) editor?.remove(pill);
}
