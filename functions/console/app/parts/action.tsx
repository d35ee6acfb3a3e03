import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

type ActionProps = {
  readonly children: ComponentChildren;
  readonly onAct: () => void;
  /** Why it cannot be done; null where it can. It stays in sight and within reach of the keyboard, and says so. */
  readonly reason?: string | null;
  /** The id of what says the same reason nearby: it is not said again. */
  readonly saidAt?: string;
  readonly isBusy?: boolean;
  readonly kind?: 'primary' | 'danger' | 'quiet';
};

/** A button that explains itself where it may not be used. */
export function Action({ children, onAct, reason = null, saidAt, isBusy = false, kind }: ActionProps): JSX.Element {
  const id = useId();
  const isBarred = reason !== null;
  return (
    <span class="action">
      <button
        type="button"
        class={`button ${kind ?? ''}`}
        aria-disabled={isBarred || isBusy}
        aria-describedby={isBarred ? (saidAt ?? id) : undefined}
        onClick={() => !isBarred && !isBusy && onAct()}
      >
        {children}
      </button>
      {isBarred && saidAt === undefined && (
        <span id={id} class="faint" role="note">
          {reason}
        </span>
      )}
    </span>
  );
}
