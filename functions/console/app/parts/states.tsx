import type { ComponentChildren, JSX } from 'preact';

/** While something is on its way. */
export function Loading({ what }: { readonly what: string }): JSX.Element {
  return (
    <p class="loading" role="status">
      Loading {what}…
    </p>
  );
}

type FailureProps = { readonly title: string; readonly sentence: string; readonly retry?: () => void };

/** Where something could not be shown: what, why, and a way on. */
export function Failure({ title, sentence, retry }: FailureProps): JSX.Element {
  return (
    <section class="blank" role="alert">
      <h2>{title}</h2>
      <p>{sentence}</p>
      {retry && (
        <button type="button" class="button" onClick={retry}>
          Try again
        </button>
      )}
    </section>
  );
}

/** Where there is nothing yet, and what one can do about it. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ComponentChildren }): JSX.Element {
  return (
    <section class="blank">
      <h2>{title}</h2>
      {children}
    </section>
  );
}
