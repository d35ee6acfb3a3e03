import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { StoredConnection } from '../../api/types.ts';
import { Action } from '../../parts/action.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Moment } from '../../parts/moment.tsx';
import { hashOf } from '../../route.ts';
import { reasonAgainst, useSession } from '../../session.ts';
import { STATES } from '../../words.ts';
import { pageAt } from '../pages.ts';
import { DeleteDialog } from './delete-dialog.tsx';

/** `etag` is the revision that is shown. */
export type ShownConnection = { readonly connection: StoredConnection; readonly etag: string | null };

export function Heading(shown: ShownConnection): JSX.Element {
  const session = useSession();
  const [isDeleting, setDeleting] = useState(false);
  const { id, name, project, connector, method, standing } = shown.connection;
  return (
    <>
      <p class="crumbs">
        <a href={hashOf(['connections'])}>Connections</a>
      </p>
      <div class="heading">
        <h1>{name}</h1>
        <div class="actions">
          {pageAt(['connections', id, 'edit']) && reasonAgainst(session, 'connections:edit', project) === null && (
            <a class="button" href={hashOf(['connections', id, 'edit'])}>
              Edit
            </a>
          )}
          <Action kind="danger" reason={reasonAgainst(session, 'connections:delete', project)} onAct={() => setDeleting(true)}>
            Delete…
          </Action>
        </div>
      </div>
      <p class="standing">
        <Badge word={STATES[standing.state]} /> since <Moment at={standing.since} />, last verified <Moment at={standing.lastVerifiedAt} />. {connector},{' '}
        {method}, project {project}.
      </p>
      {isDeleting && <DeleteDialog {...shown} onClose={() => setDeleting(false)} />}
    </>
  );
}
