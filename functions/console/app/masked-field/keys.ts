import { type Direction, pillBeside, type PlacedPill, stepFrom } from './edit.ts';
import { select, selectedIn } from './editable.ts';
import type { Editor } from './editor.ts';
import type { Field } from './listen.ts';

const ARROWS = new Map<string, Direction>([
  ['ArrowLeft', 'back'],
  ['ArrowRight', 'forward'],
]);
const EDGES = new Map<string, Direction>([
  ['Home', 'back'],
  ['End', 'forward'],
]);
const PILL_DEEDS = new Map<string, (editor: Editor, pill: PlacedPill) => void>([
  ...['Enter', 'F2', ' '].map((key) => [key, (editor: Editor, pill: PlacedPill) => editor.open(pill)] as const),
  ...['Backspace', 'Delete'].map((key) => [key, (editor: Editor, pill: PlacedPill) => editor.remove(pill)] as const),
  ['Escape', (editor, pill) => editor.putCaret(pill.end)],
  ['ArrowLeft', (editor, pill) => editor.putCaret(pill.start)],
  ['ArrowRight', (editor, pill) => editor.putCaret(pill.end)],
]);

/** With the focus on a pill. True: that was it, and the browser is to do nothing. */
export function pressedOnPill(editor: Editor, pill: PlacedPill, event: KeyboardEvent): boolean {
  if (event.altKey) return movedBy(editor, pill, event);
  const deed = isCommand(event) ? undefined : PILL_DEEDS.get(event.key);
  deed?.(editor, pill);
  return deed !== undefined || pressedAnywhere(editor, event);
}

/** With the caret in the text. */
export function pressedInText(field: Field, event: KeyboardEvent): boolean {
  const { editor } = field;
  if (event.key === 'F2') return openedBeside(editor);
  return steppedOver(field, event) || pressedAnywhere(editor, event);
}

function movedBy(editor: Editor, pill: PlacedPill, { key }: KeyboardEvent): boolean {
  const direction = ARROWS.get(key) ?? EDGES.get(key);
  if (direction) editor.move(pill, direction, EDGES.has(key));
  return direction !== undefined;
}

function openedBeside(editor: Editor): boolean {
  const { end } = editor.selection;
  const pill = pillBeside(editor.content, end, 'back') ?? pillBeside(editor.content, end, 'forward');
  if (pill) editor.open(pill);
  return pill !== undefined;
}

/** The caret goes over a pill as over a character: browsers stop in places where nothing can be typed. */
function steppedOver({ root, editor }: Field, event: KeyboardEvent): boolean {
  const [direction, selected] = [ARROWS.get(event.key), selectedIn(root)];
  if (!direction || !selected || isCommand(event) || event.altKey) return false;
  const { anchor, focus } = selected;
  if ((anchor !== focus && !event.shiftKey) || !pillBeside(editor.content, focus, direction)) return false;
  const at = stepFrom(editor.content, focus, direction);
  select(root, { anchor: event.shiftKey ? anchor : at, focus: at });
  return true;
}

function pressedAnywhere(editor: Editor, event: KeyboardEvent): boolean {
  if (!isCommand(event) || event.altKey) return false;
  const key = event.key.toLowerCase();
  if (key === 'y' || (key === 'z' && event.shiftKey)) editor.redo();
  else if (key === 'z') editor.undo();
  else return false;
  return true;
}

function isCommand({ ctrlKey, metaKey }: KeyboardEvent): boolean {
  return ctrlKey || metaKey;
}
