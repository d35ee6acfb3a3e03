import type { ComponentChildren, JSX, Ref } from 'preact';
import { useId } from 'preact/hooks';

/** `heading` is given where the focus is to be put on it. */
type CardProps = { readonly title: ComponentChildren; readonly heading?: Ref<HTMLHeadingElement>; readonly children: ComponentChildren };

/** A part of a page, with its heading. */
export function Card({ title, heading, children }: CardProps): JSX.Element {
  const id = useId();
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id} {...(heading && { ref: heading, tabIndex: -1 })}>
        {title}
      </h2>
      {children}
    </section>
  );
}
