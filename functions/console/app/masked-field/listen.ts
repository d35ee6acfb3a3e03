import { change, copy, drop, paste } from './changes.ts';
import { focusPill, pillStart } from './editable.ts';
import type { Editor } from './editor.ts';
import { pressedInText, pressedOnPill } from './keys.ts';

export type Field = { readonly root: HTMLElement; readonly editor: Editor; readonly isMultiline: boolean };
type On = <Name extends keyof HTMLElementEventMap>(name: Name, act: (event: HTMLElementEventMap[Name]) => void) => void;

/** Leads what people do to the field into its content; nothing but a text that is being composed is left to the browser. */
export function listen(field: Field, signal: AbortSignal): void {
  const { root, editor } = field;
  const on: On = (name, act) =>
    root.addEventListener(
      name,
      (event) => {
        // Browsers tell of a new selection late: after the key that was pressed next.
        editor.noteSelection();
        act(event);
      },
      { signal },
    );
  onWriting(field, on);
  on('keydown', (event) => {
    const pill = editor.pillAt(pillStart(root, event.target));
    if (!event.isComposing && (pill ? pressedOnPill(editor, pill, event) : pressedInText(field, event))) event.preventDefault();
  });
  on('click', (event) => {
    const pill = editor.pillAt(pillStart(root, event.target));
    if (!pill) return;
    // Where the focus is to come back to: a click leaves it with the textbox.
    focusPill(root, pill.start);
    editor.open(pill);
  });
  on('copy', (event) => copy(field, event));
  on('cut', (event) => {
    copy(field, event);
    editor.replace(editor.selection, '');
  });
  on('paste', (event) => paste(field, event));
  on('drop', (event) => drop(field, event));
  on('dragstart', (event) => event.preventDefault());
  document.addEventListener('selectionchange', () => editor.noteSelection(), { signal });
}

function onWriting(field: Field, on: On): void {
  const { editor } = field;
  let isComposing = false;
  on('compositionstart', () => void (isComposing = true));
  on('compositionend', () => {
    isComposing = false;
    editor.takeComposed(true);
  });
  on('beforeinput', (event) => {
    if (isComposing || event.inputType === 'insertCompositionText') return;
    event.preventDefault();
    change(field, event);
  });
  on('input', () => editor.takeComposed(!isComposing));
}
