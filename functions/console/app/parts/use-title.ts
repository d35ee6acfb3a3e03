import { useEffect } from 'preact/hooks';

/** What the tab of the browser is called; as before where there is nothing to call it yet. */
export function useTitle(name: string | undefined): void {
  useEffect(() => {
    if (name !== undefined) document.title = `${name} · Secret Mask Resolver`;
  }, [name]);
}
