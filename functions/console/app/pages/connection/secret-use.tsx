import type { JSX } from 'preact';
import { AuditTable } from '../../audit/audit-table.tsx';
import type { AuditEntry, StoredConnection } from '../../api/types.ts';
import { Answered } from '../../parts/answered.tsx';
import { Card } from '../../parts/card.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { hashOf } from '../../route.ts';
import { reasonAgainst, useSession } from '../../session.ts';

/** `testedAt`: when it was tested last, as far as is known here; a later test is asked for again. */
type UseProps = { readonly connection: Pick<StoredConnection, 'id' | 'project'>; readonly testedAt: string | null };

const SHOWN = '20';

/** Who had the secrets of a connection sent where: for those who may see the audit of its project. */
export function SecretUse({ connection, testedAt }: UseProps): JSX.Element {
  const reason = reasonAgainst(useSession(), 'settings:manage', connection.project);
  return <Card title="Who used its secrets">{reason === null ? <Uses connection={connection} testedAt={testedAt} /> : <p class="faint">{reason}</p>}</Card>;
}

function Uses({ connection: { id, project }, testedAt }: UseProps): JSX.Element {
  const { api } = useSession();
  const audit = useAnswer(
    (signal) => api.page<AuditEntry>('/v1/audit', { query: { project, connectionId: id, limit: SHOWN }, signal }),
    [id, project, testedAt],
  );
  return (
    <Answered answer={audit} what="the audit" failure="The audit could not be read">
      {({ items, nextCursor }) => (
        <>
          {items.length === 0 ? (
            <p class="faint">Nobody has used them for this connection yet.</p>
          ) : (
            <AuditTable entries={items} isOfOne isStale={audit.isLoading} />
          )}
          {nextCursor !== null && <a href={hashOf(['audit'], { project, connectionId: id })}>All entries of the audit about this connection</a>}
        </>
      )}
    </Answered>
  );
}
