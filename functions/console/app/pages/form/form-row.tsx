import type { ComponentChildren, JSX } from 'preact';

type RowProps = { readonly pointer: string; readonly onLeave?: () => void; readonly children: ComponentChildren };

/** A place of the form that problems can name, by JSON Pointer. */
export function FormRow({ pointer, onLeave, children }: RowProps): JSX.Element {
  const leave = (event: { readonly currentTarget: HTMLElement; readonly relatedTarget: EventTarget | null }): void => {
    const { currentTarget, relatedTarget } = event;
    if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) onLeave?.();
  };
  return (
    <div class="form-row" data-pointer={pointer} onFocusOut={leave}>
      {children}
    </div>
  );
}

const FOCUSABLE = 'input:checked, input:not([type=radio]), select, textarea, [contenteditable="true"], [tabindex="0"], button';

/** The same, once what was just changed is on the page. The first of them that the form has. */
export function focusSoon(...pointers: readonly string[]): void {
  requestAnimationFrame(() => void pointers.some(focusPlace));
}

/** Puts the focus where a problem is; false where the form has no such place. */
export function focusPlace(pointer: string): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-pointer]')];
  const holding = rows.filter((row) => pointer === row.dataset['pointer'] || pointer.startsWith(`${row.dataset['pointer']}/`));
  const place = holding.at(-1)?.querySelector<HTMLElement>(FOCUSABLE);
  place?.closest('details')?.setAttribute('open', '');
  place?.focus();
  return place !== null && place !== undefined;
}
