import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Editor, type EditorEvents } from './editor.ts';
import { listen } from './listen.ts';

type Asked = { readonly text: string; readonly isMultiline: boolean; readonly events: EditorEvents };
export type Editing = { readonly root: RefObject<HTMLDivElement | null>; readonly editor: RefObject<Editor | null> };

/** An editor in the element that `root` is given to, for as long as that is in the page. */
export function useEditor({ text, isMultiline, events }: Asked): Editing {
  const root = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor>(null);
  const latest = useRef(events);
  latest.current = events;
  useLayoutEffect(() => {
    if (root.current === null) return undefined;
    const stopper = new AbortController();
    editor.current = new Editor(root.current, text, () => latest.current);
    listen({ root: root.current, editor: editor.current, isMultiline }, stopper.signal);
    return () => stopper.abort();
  }, [isMultiline]);
  useLayoutEffect(() => editor.current?.take(text), [text]);
  return { root, editor };
}
