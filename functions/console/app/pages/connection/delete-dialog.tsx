import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { sentenceOf } from '../../api/failure.ts';
import { Action } from '../../parts/action.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Note } from '../../parts/note.tsx';
import { hashOf } from '../../route.ts';
import { useSession } from '../../session.ts';
import type { ShownConnection } from './heading.tsx';

export function DeleteDialog({ connection, etag, onClose }: ShownConnection & { readonly onClose: () => void }): JSX.Element {
  const { api } = useSession();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const remove = (): void => {
    setBusy(true);
    api.ask(`DELETE /v1/connections/${encodeURIComponent(connection.id)}`, etag === null ? {} : { etag }).then(
      () => location.assign(hashOf(['connections'])),
      (error: unknown) => {
        setBusy(false);
        setProblem(sentenceOf(error));
      },
    );
  };
  return (
    <Dialog title={`Delete ${connection.name}?`} onClose={onClose}>
      {(close) => (
        <>
          <p>The connection, its standing and its schedule are gone for good. Its secret stays where it is, and the audit keeps what was done with it.</p>
          {problem !== null && <Note kind="bad">{problem}</Note>}
          <div class="actions">
            <Action onAct={close}>Keep it</Action>
            <Action kind="danger" onAct={remove} isBusy={isBusy}>
              Delete
            </Action>
          </div>
        </>
      )}
    </Dialog>
  );
}
