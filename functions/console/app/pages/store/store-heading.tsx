import type { JSX, Ref } from 'preact';
import type { Store } from '../../api/types.ts';
import { Action } from '../../parts/action.tsx';
import { Moment } from '../../parts/moment.tsx';
import { hashOf } from '../../route.ts';
import { storeTitle } from './store-words.ts';

type HeadingProps = {
  readonly project: string | null;
  readonly store: Store;
  readonly title: Ref<HTMLHeadingElement>;
  readonly onChange: () => void;
  readonly onRemove: () => void;
  /** While it is being changed, there is nothing else to be done to it. */
  readonly isEdited: boolean;
  /** What has just been done to it. */
  readonly said: string;
};

export function StoreHeading({ project, store, title, onChange, onRemove, isEdited, said }: HeadingProps): JSX.Element {
  return (
    <>
      <div class="heading">
        <h1 ref={title} tabIndex={-1}>
          {storeTitle(project)}
        </h1>
        {!isEdited && (
          <div class="actions">
            <Action onAct={onChange}>{store.inherited ? 'Give it a store of its own…' : 'Change…'}</Action>
            {store.scope === 'project' && (
              <Action kind="danger" onAct={onRemove}>
                Remove…
              </Action>
            )}
          </div>
        )}
      </div>
      <div>
        <p class="standing">
          <Standing store={store} />
        </p>
        <p role="status">{said}</p>
      </div>
    </>
  );
}

function Standing({ store }: { readonly store: Store }): JSX.Element {
  if (store.inherited)
    return (
      <>
        {store.project} has no store of its own: it uses that of <a href={hashOf(['stores'])}>the workspace</a>, shown here.
      </>
    );
  const what = store.scope === 'project' ? 'Its own, and it never uses another beside it.' : 'Used by every project that has none of its own.';
  return (
    <>
      {what}{' '}
      {store.revision === 0 ? (
        'As it was deployed; nobody has changed it here yet.'
      ) : (
        <>
          Changed <Moment at={store.updatedAt} />, revision {store.revision}.
        </>
      )}
    </>
  );
}
