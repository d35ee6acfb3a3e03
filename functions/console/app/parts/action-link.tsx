import type { ComponentChildren, JSX } from 'preact';
import { Action } from './action.tsx';

type ActionLinkProps = {
  readonly children: ComponentChildren;
  readonly href: string;
  readonly reason: string | null;
  readonly saidAt?: string;
  readonly kind?: 'primary';
};

/** A link that looks like a button; where it may not be followed, a button that says why. */
export function ActionLink({ children, href, kind, ...barred }: ActionLinkProps): JSX.Element {
  if (barred.reason === null)
    return (
      <a class={`button ${kind ?? ''}`} href={href}>
        {children}
      </a>
    );
  return (
    <Action {...(kind && { kind })} {...barred} onAct={() => undefined}>
      {children}
    </Action>
  );
}
