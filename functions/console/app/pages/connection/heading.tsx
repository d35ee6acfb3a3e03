import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { Privilege } from '../../../../../shared/connections/grants.ts';
import type { StoredConnection } from '../../api/types.ts';
import { Action } from '../../parts/action.tsx';
import { ActionLink } from '../../parts/action-link.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Moment } from '../../parts/moment.tsx';
import { hashOf } from '../../route.ts';
import { reasonAgainst, useSession } from '../../session.ts';
import { STATES } from '../../words.ts';
import { DeleteDialog } from './delete-dialog.tsx';

/** `etag` is the revision that is shown. */
export type ShownConnection = { readonly connection: StoredConnection; readonly etag: string | null };

export function Heading(shown: ShownConnection): JSX.Element {
  const [isDeleting, setDeleting] = useState(false);
  const { name, project, connector, method, standing } = shown.connection;
  return (
    <>
      <p class="crumbs">
        <a href={hashOf(['connections'])}>Connections</a>
      </p>
      <div class="heading">
        <h1>{name}</h1>
        <Deeds {...shown} onDelete={() => setDeleting(true)} />
      </div>
      <p class="standing">
        <Badge word={STATES[standing.state]} /> since <Moment at={standing.since} />, last verified <Moment at={standing.lastVerifiedAt} />. {connector},{' '}
        {method}, project {project}.
      </p>
      {isDeleting && <DeleteDialog {...shown} onClose={() => setDeleting(false)} />}
    </>
  );
}

/** All that editors do with it; whoever may not is told once why. */
function Deeds({ connection: { id, project }, onDelete }: ShownConnection & { readonly onDelete: () => void }): JSX.Element {
  const session = useSession();
  const reasonId = useId();
  const barred = (privilege: Privilege): { readonly reason: string | null; readonly saidAt: string } => ({
    reason: reasonAgainst(session, privilege, project),
    saidAt: reasonId,
  });
  const { reason } = barred('connections:edit');
  return (
    <div class="actions">
      <ActionLink href={hashOf(['connections', id, 'edit'])} {...barred('connections:edit')}>
        Edit
      </ActionLink>
      <ActionLink href={hashOf(['new'], { from: id })} {...barred('connections:create')}>
        Duplicate
      </ActionLink>
      <Action kind="danger" {...barred('connections:delete')} onAct={onDelete}>
        Delete…
      </Action>
      {reason !== null && (
        <span id={reasonId} class="faint" role="note">
          {reason}
        </span>
      )}
    </div>
  );
}
