import type { JSX } from 'preact';
import { connectionPath } from '../../api/paths.ts';
import { DeedDialog } from '../../parts/deed-dialog.tsx';
import { useDeed } from '../../parts/use-deed.ts';
import { hashOf } from '../../route.ts';
import { useSession } from '../../session.ts';
import type { ShownConnection } from './heading.tsx';

export function DeleteDialog({ connection, etag, onClose }: ShownConnection & { readonly onClose: () => void }): JSX.Element {
  const { api } = useSession();
  const deed = useDeed();
  const remove = (): void =>
    deed.begin(
      () => api.ask(`DELETE ${connectionPath(connection.id)}`, { etag }),
      () => location.assign(hashOf(['connections'])),
    );
  return (
    <DeedDialog title={`Delete ${connection.name}?`} words={['Keep it', 'Delete']} deed={deed} onAct={remove} onClose={onClose}>
      <p>The connection, its standing and its schedule are gone for good. Its secret stays where it is, and the audit keeps what was done with it.</p>
    </DeedDialog>
  );
}
