import type { Content, Span } from './content.ts';

/** What stood in a field at one time, and what was selected. */
export type State = { readonly content: Content; readonly selection: Span };
/** How an edit came about: what is typed or deleted in one go is undone in one go. */
export type Deed = 'typing' | 'deleting' | 'other';
/** Kept while the field is in the page, and nowhere else. */
export type History = { readonly past: readonly State[]; readonly present: State; readonly future: readonly State[]; readonly deed: Deed };

const MOST = 200;

export function begun(present: State): History {
  return { past: [], present, future: [], deed: 'other' };
}

export function done(history: History, present: State, deed: Deed): History {
  const { past, present: before, deed: last } = history;
  if (deed !== 'other' && deed === last) return { past, present, future: [], deed };
  return { past: [...past, before].slice(-MOST), present, future: [], deed };
}

/** Nothing changed but what is selected: what is typed from here on is undone by itself. */
export function selected(history: History, selection: Span): History {
  const { start, end } = history.present.selection;
  if (start === selection.start && end === selection.end) return history;
  return { ...history, present: { ...history.present, selection }, deed: 'other' };
}

export function undone(history: History): History {
  const [before, past] = [history.past.at(-1), history.past.slice(0, -1)];
  return before === undefined ? history : { past, present: before, future: [history.present, ...history.future], deed: 'other' };
}

export function redone(history: History): History {
  const [next, ...future] = history.future;
  return next === undefined ? history : { past: [...history.past, history.present], present: next, future, deed: 'other' };
}
