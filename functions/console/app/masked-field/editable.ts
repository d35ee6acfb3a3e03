import type { SecretReference } from '../../../../shared/masks/secret-reference.ts';
import { pillWords } from '../parts/pill-words.ts';
import type { Content, PillSegment, Segment, Span } from './content.ts';

// A field's content in the page: texts, pills that nothing can be typed into, and a last line break, without which browsers show no caret on an empty
// last line. Places are told as in content.ts, by offsets of the field's text.

/** `focus` is where the caret is, `anchor` where the selection began. */
export type Selected = { readonly anchor: number; readonly focus: number };
type Point = { readonly node: Node; readonly offset: number };

const segments = new WeakMap<Node, PillSegment>();
/** Texts that begin with what is no part of the field: where a text meets a pill without it, Chromium composes characters within the pill. */
const padded = new WeakSet<Node>();
const PAD = '\u200b';

export function show(root: HTMLElement, content: Content): void {
  const kept = new Map([...root.childNodes].map((node) => [segments.get(node), node]));
  const nodes: Node[] = [];
  const isBesidePill = (): boolean => segments.has(nodes.at(-1) ?? root);
  for (const segment of content) {
    if (segment.kind === 'text') nodes.push(textNode(segment.text, isBesidePill()));
    else if (nodes.length === 0 || isBesidePill()) nodes.push(textNode('', true));
    if (segment.kind === 'pill') nodes.push(kept.get(segment) ?? pillNode(segment));
  }
  if (isBesidePill()) nodes.push(textNode('', true));
  root.replaceChildren(...nodes, document.createElement('br'));
}

/** What stands there, also where the browser has changed it by itself, as it does while a text is composed. */
export function read(root: HTMLElement): readonly Segment[] {
  return [...root.childNodes].map((node) => segments.get(node) ?? { kind: 'text', text: textIn(node) });
}

/** The mask of the pill that an event came from. */
export function maskAround(node: EventTarget | null): SecretReference | null {
  const pill = node instanceof Element ? node.closest('[contenteditable="false"]') : null;
  return (pill && segments.get(pill)?.mask) ?? null;
}

/** Where the pill begins that a node is part of; null where it is part of none. */
export function pillStart(root: HTMLElement, node: EventTarget | null): number | null {
  const index = [...root.childNodes].findIndex((child) => segments.has(child) && node instanceof Node && child.contains(node));
  return index === -1 ? null : offsetOf(root, { node: root, offset: index });
}

export function focusPill(root: HTMLElement, start: number): void {
  const pill = [...root.children].find((child) => segments.has(child) && pillStart(root, child) === start);
  pill?.querySelector('button')?.focus();
}

export function selectedIn(root: HTMLElement): Selected | null {
  const { anchorNode, anchorOffset, focusNode, focusOffset } = document.getSelection() ?? {};
  if (!anchorNode || !focusNode || !root.contains(anchorNode) || !root.contains(focusNode)) return null;
  const at = (node: Node, offset = 0): number => offsetOf(root, { node, offset });
  return { anchor: at(anchorNode, anchorOffset), focus: at(focusNode, focusOffset) };
}

/** What the browser would change; null where it does not say. */
export function targetOf(root: HTMLElement, event: InputEvent): Span | null {
  const [range] = event.getTargetRanges();
  if (!range) return null;
  const { startContainer, startOffset, endContainer, endOffset } = range;
  return { start: offsetOf(root, { node: startContainer, offset: startOffset }), end: offsetOf(root, { node: endContainer, offset: endOffset }) };
}

export function offsetOf(root: HTMLElement, { node, offset }: Point): number {
  const nodes = [...root.childNodes];
  const index = node === root ? offset : nodes.findIndex((child) => child.contains(node));
  const before = nodes.slice(0, Math.max(0, index)).reduce((sum, child) => sum + lengthOf(child), 0);
  // Within a pill there is no place: it is behind it.
  if (node === root) return before;
  return before + (node instanceof Text && node.parentNode === root ? Math.max(0, offset - padOf(node)) : lengthOf(nodes[index]));
}

export function select(root: HTMLElement, { anchor, focus }: Selected): void {
  const [from, to] = [pointAt(root, anchor), pointAt(root, focus)];
  const selection = document.getSelection();
  selection?.setBaseAndExtent(from.node, from.offset, to.node, to.offset);
  const [caret, box] = [selection?.getRangeAt(0).getBoundingClientRect(), root.getBoundingClientRect()];
  if (caret && caret.height > 0) root.scrollTop += Math.max(0, caret.bottom - box.bottom) - Math.max(0, box.top - caret.top);
}

function pointAt(root: HTMLElement, offset: number): Point {
  let start = 0;
  for (const [index, child] of root.childNodes.entries()) {
    const end = start + lengthOf(child);
    if (child instanceof Text && offset <= end) return { node: child, offset: offset - start + padOf(child) };
    if (offset <= start) return { node: root, offset: index };
    start = end;
  }
  return { node: root, offset: root.childNodes.length };
}

function lengthOf(node: Node | undefined): number {
  return node === undefined ? 0 : (segments.get(node)?.text ?? textIn(node)).length;
}

function textIn(node: Node): string {
  return (node.textContent ?? '').slice(padOf(node));
}

function padOf(node: Node): number {
  return padded.has(node) && node.textContent?.startsWith(PAD) ? PAD.length : 0;
}

function textNode(text: string, isPadded: boolean): Node {
  const node = document.createTextNode(isPadded ? PAD + text : text);
  if (isPadded) padded.add(node);
  return node;
}

/** A button, so that it is reached and opened as buttons are, and has its words for screen readers. */
function pillNode(segment: PillSegment): Node {
  const { name, place } = pillWords(segment.mask);
  const [pill, button] = [document.createElement('span'), document.createElement('button')];
  pill.contentEditable = 'false';
  button.type = 'button';
  button.className = 'pill';
  button.append(unseen('secret '), name, unseen(` ${place}`));
  pill.append(button);
  segments.set(pill, segment);
  return pill;
}

function unseen(words: string): HTMLElement {
  const span = document.createElement('span');
  span.className = 'unseen';
  span.textContent = words;
  return span;
}
