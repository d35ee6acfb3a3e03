import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Action } from '../../parts/action.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { Loading } from '../../parts/states.tsx';
import { SwitchEffect } from './switch-effect.tsx';
import { useStoreChange } from './use-store-change.ts';

type RemovalProps = { readonly project: string; readonly etag: string | null; readonly onClose: () => void; readonly onRemoved: () => void };

/** Removes a project's own store, after it was shown what that would mean. */
export function StoreRemoval({ project, etag, onClose, onRemoved }: RemovalProps): JSX.Element {
  return (
    <Dialog title={`Remove the store of ${project}?`} onClose={onClose}>
      {(close) => (
        <Removal
          {...{ project, etag }}
          onKeep={close}
          onRemoved={() => {
            close();
            onRemoved();
          }}
        />
      )}
    </Dialog>
  );
}

type InnerProps = Pick<RemovalProps, 'project' | 'etag' | 'onRemoved'> & { readonly onKeep: () => void };

function Removal({ project, etag, onKeep, onRemoved }: InnerProps): JSX.Element {
  const { rehearsal, failure, busy, rehearse, save } = useStoreChange(onRemoved);
  const change = { project, etag, fields: null };
  useEffect(() => rehearse(change), []);
  return (
    <div class="settings-form">
      <p>From the next test on, {project} uses the workspace's store again. No mask is rewritten, and its role stays in AWS until you delete it there.</p>
      <FailureNote failure={failure} />
      {rehearsal === null && failure === null && <Loading what="what that changes" />}
      {rehearsal && <SwitchEffect rehearsal={rehearsal} />}
      <div class="actions">
        <Action onAct={onKeep}>Keep it</Action>
        <Action kind="danger" isBusy={rehearsal === null || busy !== null} onAct={() => save(change)}>
          {busy === 'saving' ? 'Removing…' : 'Remove'}
        </Action>
      </div>
    </div>
  );
}
