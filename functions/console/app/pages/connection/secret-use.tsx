import type { JSX } from 'preact';
import { AuditTable } from '../../audit/audit-table.tsx';
import type { AuditEntry, Page, StoredConnection } from '../../api/types.ts';
import { Failure, Loading } from '../../parts/states.tsx';
import { type Loaded, useAnswer } from '../../parts/use-answer.ts';
import { hashOf } from '../../route.ts';
import { reasonAgainst, useSession } from '../../session.ts';
import { pageAt } from '../pages.ts';

/** `testedAt`: when it was tested last, as far as is known here; a later test is asked for again. */
type UseProps = { readonly connection: Pick<StoredConnection, 'id' | 'project'>; readonly testedAt: string | null };

const SHOWN = '20';

/** Who had the secrets of a connection sent where: for those who may see the audit of its project. */
export function SecretUse({ connection, testedAt }: UseProps): JSX.Element {
  const reason = reasonAgainst(useSession(), 'settings:manage', connection.project);
  return (
    <section class="card" aria-labelledby="uses">
      <h2 id="uses">Who used its secrets</h2>
      {reason === null ? <Uses connection={connection} testedAt={testedAt} /> : <p class="faint">{reason}</p>}
    </section>
  );
}

function Uses({ connection: { id, project }, testedAt }: UseProps): JSX.Element {
  const { api } = useSession();
  const audit = useAnswer(
    (signal) => api.page<AuditEntry>('/v1/audit', { query: { project, connectionId: id, limit: SHOWN }, signal }),
    [id, project, testedAt],
  );
  return (
    <>
      <Body audit={audit} />
      {(audit.value?.nextCursor ?? null) !== null && pageAt(['audit']) && (
        <a href={hashOf(['audit'], { project, connectionId: id })}>All entries of the audit about this connection</a>
      )}
    </>
  );
}

function Body({ audit: { value, problem, isLoading, reload } }: { readonly audit: Loaded<Page<AuditEntry>> }): JSX.Element {
  if (problem !== null) return <Failure title="The audit could not be read" sentence={problem} retry={reload} />;
  if (value === null) return <Loading what="the audit" />;
  if (value.items.length === 0) return <p class="faint">Nobody has used them for this connection yet.</p>;
  return <AuditTable entries={value.items} isOfOne isStale={isLoading} />;
}
