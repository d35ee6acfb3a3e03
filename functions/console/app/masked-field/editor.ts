import type { SecretReference } from '../../../../shared/masks/secret-reference.ts';
import { pillWords } from '../parts/pill-words.ts';
import { type Content, contentOf, pillsIn, type Span, textOf } from './content.ts';
import { type Direction, type Edited, moved, movedToEdge, type PlacedPill, replaced, reread, withPill } from './edit.ts';
import { focusPill, read, select, selectedIn, show } from './editable.ts';
import { begun, type Deed, done, type History, redone, selected, type State, undone } from './history.ts';
import { placeWords } from './place-words.ts';

/** What the field is told of. */
export type EditorEvents = {
  readonly onText: (text: string) => void;
  /** A pill is to be opened. */
  readonly onOpen: (pill: PlacedPill) => void;
  /** For screen readers: what came of a deed that moves no caret. */
  readonly onSay: (words: string) => void;
};

/** One field as it is being edited: every change goes through its content, and the page shows that. */
export class Editor {
  readonly #root: HTMLElement;
  readonly #events: () => EditorEvents;
  #history: History;

  constructor(root: HTMLElement, text: string, events: () => EditorEvents) {
    this.#root = root;
    this.#events = events;
    this.#history = begun(stateOf(contentOf(text)));
    show(root, this.content);
  }

  get content(): Content {
    return this.#history.present.content;
  }

  /** Where the caret is, or was before the focus went elsewhere. */
  get selection(): Span {
    return this.#history.present.selection;
  }

  /** A text from outside, where it is another one: what was done before cannot be undone. */
  take(text: string): void {
    if (text === textOf(this.content)) return;
    this.#history = begun(stateOf(contentOf(text)));
    show(this.#root, this.content);
  }

  noteSelection(): void {
    const there = selectedIn(this.#root);
    if (there) this.#history = selected(this.#history, { start: Math.min(there.anchor, there.focus), end: Math.max(there.anchor, there.focus) });
  }

  replace(span: Span, text: string, deed: Deed = 'other'): void {
    this.#apply(replaced(this.content, span, text), deed);
  }

  putMask(span: Span, mask: SecretReference): void {
    this.#apply(withPill(this.content, span, mask), 'other');
    this.#events().onSay(`Secret ${pillWords(mask).name} is in the field.`);
  }

  remove(pill: PlacedPill): void {
    this.#apply(replaced(this.content, pill, ''), 'other');
    this.#events().onSay(`Secret ${pillWords(pill.segment.mask).name} removed.`);
  }

  move(pill: PlacedPill, direction: Direction, isFar: boolean): void {
    const edited = (isFar ? movedToEdge : moved)(this.content, pill, direction);
    if (edited) this.#apply(edited, 'other');
    const start = edited?.caret ?? pill.start;
    focusPill(this.#root, start);
    this.#events().onSay(`Secret ${pillWords(pill.segment.mask).name} is ${placeWords(this.content, start)}.`);
  }

  pillAt(start: number | null): PlacedPill | undefined {
    return pillsIn(this.content).find((pill) => pill.start === start);
  }

  /** While a text is composed the browser changes the page by itself: it is read, and shown anew when that has ended. */
  takeComposed(hasEnded: boolean): void {
    const at = selectedIn(this.#root)?.focus ?? 0;
    const content = reread(read(this.#root));
    this.#history = done(this.#history, { content, selection: { start: at, end: at } }, 'typing');
    if (hasEnded) this.#show();
    this.#events().onText(textOf(content));
  }

  open(pill: PlacedPill): void {
    this.#events().onOpen(pill);
  }

  putCaret(at: number): void {
    this.#history = selected(this.#history, { start: at, end: at });
    this.focus();
  }

  undo(): void {
    this.#restore(undone(this.#history));
  }

  redo(): void {
    this.#restore(redone(this.#history));
  }

  focus(): void {
    this.#root.focus();
    const { start, end } = this.selection;
    select(this.#root, { anchor: start, focus: end });
  }

  #apply({ content, caret }: Edited, deed: Deed): void {
    this.#restore(done(this.#history, { content, selection: { start: caret, end: caret } }, deed));
  }

  #restore(history: History): void {
    if (history === this.#history) return;
    this.#history = history;
    this.#show();
    this.#events().onText(textOf(this.content));
  }

  #show(): void {
    show(this.#root, this.content);
    this.focus();
  }
}

function stateOf(content: Content): State {
  const end = textOf(content).length;
  return { content, selection: { start: end, end } };
}
