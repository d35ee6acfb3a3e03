import { cut, type Span, textOf } from './content.ts';
import { type Direction, stepFrom } from './edit.ts';
import { offsetOf, targetOf } from './editable.ts';
import type { Editor } from './editor.ts';
import type { Deed } from './history.ts';
import type { Field } from './listen.ts';

type Insertion = { readonly span?: Span; readonly deed?: Deed };

const LINE_BREAKS = /\r\n?|\n/g;
const ONE_STEP: Readonly<Record<string, Direction>> = { deleteContentBackward: 'back', deleteContentForward: 'forward' };
/** What comes with an event of its own. */
const TAKEN_ELSEWHERE = new Set(['insertFromPaste', 'insertFromDrop', 'deleteByCut', 'deleteByDrag']);

/** What a browser was about to do to the field. What it would only dress up, as in bold, is left out. */
export function change(field: Field, event: InputEvent): void {
  const { editor, root } = field;
  const { inputType } = event;
  if (TAKEN_ELSEWHERE.has(inputType)) return;
  if (inputType === 'historyUndo') editor.undo();
  else if (inputType === 'historyRedo') editor.redo();
  else if (inputType === 'insertLineBreak' || inputType === 'insertParagraph') insert(field, '\n');
  else if (inputType === 'insertReplacementText') insert(field, textIn(event), { span: targetOf(root, event) ?? editor.selection });
  else if (inputType.startsWith('insert')) insert(field, textIn(event));
  else if (inputType.startsWith('delete')) remove(field, event);
}

/** Copied text has the masks as they are written, and nothing of how they are shown. */
export function copy({ editor }: Field, event: ClipboardEvent): void {
  const { start, end } = editor.selection;
  event.preventDefault();
  event.clipboardData?.setData('text/plain', textOf(editor.content).slice(start, end));
}

/** Of what is pasted, the plain text. */
export function paste(field: Field, event: ClipboardEvent): void {
  event.preventDefault();
  insert(field, event.clipboardData?.getData('text/plain') ?? '', {});
}

/** Of what is dropped, the plain text, where it is let go. */
export function drop(field: Field, event: DragEvent): void {
  event.preventDefault();
  const point = document.caretPositionFromPoint(event.clientX, event.clientY);
  const at =
    point && field.root.contains(point.offsetNode) ? offsetOf(field.root, { node: point.offsetNode, offset: point.offset }) : field.editor.selection.end;
  insert(field, event.dataTransfer?.getData('text/plain') ?? '', { span: { start: at, end: at } });
}

function insert({ editor, isMultiline }: Field, text: string, { span = editor.selection, deed = 'other' }: Insertion = { deed: 'typing' }): void {
  const clean = text.replace(LINE_BREAKS, isMultiline ? '\n' : '');
  if (clean !== '') editor.replace(span, clean, deed);
}

function remove({ editor, root }: Field, event: InputEvent): void {
  const span = spanToDelete(editor, event, root);
  if (span.start === span.end) return;
  // A pill is undone by itself.
  editor.replace(span, '', cut(editor.content, span).some(({ kind }) => kind === 'pill') ? 'other' : 'deleting');
}

function spanToDelete({ content, selection }: Editor, event: InputEvent, root: HTMLElement): Span {
  const { start, end } = selection;
  const direction = ONE_STEP[event.inputType];
  if (start !== end || direction === undefined) return start === end ? (targetOf(root, event) ?? selection) : selection;
  // A pill counts as one character here, whatever the browser makes of it.
  const at = stepFrom(content, start, direction);
  return { start: Math.min(start, at), end: Math.max(start, at) };
}

function textIn(event: InputEvent): string {
  return event.data ?? event.dataTransfer?.getData('text/plain') ?? '';
}
