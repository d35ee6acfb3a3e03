import type { ComponentChildren, JSX } from 'preact';

type NoteProps = { readonly kind: 'info' | 'good' | 'warning' | 'bad'; readonly children: ComponentChildren };

/** A few words that stand out; bad ones are read out at once. */
export function Note({ kind, children }: NoteProps): JSX.Element {
  return (
    <div class={`note ${kind}`} role={kind === 'bad' ? 'alert' : 'note'}>
      {children}
    </div>
  );
}
