import { useEffect, useRef } from 'preact/hooks';

/** Acts at once, or when the pointer that is pressed has been let go: what moves between down and up is not clicked. */
export function useStill(): (act: () => void) => void {
  const isPressed = useRef(false);
  useEffect(() => {
    const note = ({ type }: Event): void => void (isPressed.current = type === 'pointerdown');
    const kinds = ['pointerdown', 'pointerup', 'pointercancel'];
    for (const kind of kinds) addEventListener(kind, note, true);
    return () => {
      for (const kind of kinds) removeEventListener(kind, note, true);
    };
  }, []);
  return (act) => {
    if (isPressed.current) addEventListener('pointerup', () => setTimeout(act), { once: true });
    else act();
  };
}
