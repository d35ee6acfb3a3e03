import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** For a section whose buttons come and go (with tabIndex -1): where the one that had the focus has gone, the section has it, not nobody. */
export function useKeptFocus<Section extends HTMLElement>(): RefObject<Section | null> {
  const section = useRef<Section>(null);
  const held = section.current?.contains(document.activeElement) ?? false;
  useLayoutEffect(() => {
    if (held && section.current?.contains(document.activeElement) === false) section.current.focus();
  });
  return section;
}
