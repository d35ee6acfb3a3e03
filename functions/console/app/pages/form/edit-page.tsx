import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { connectionPath } from '../../api/paths.ts';
import type { StoredConnection } from '../../api/types.ts';
import { Failure, Loading } from '../../parts/states.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { useTitle } from '../../parts/use-title.ts';
import { hashOf } from '../../route.ts';
import { useSession } from '../../session.ts';
import type { PageProps } from '../pages.ts';
import { ConnectionForm } from './connection-form.tsx';
import { draftOf } from './draft.ts';
import type { Stored } from './store.ts';

/** A stored connection to be changed, at the revision that was read. */
export function EditPage({ route }: PageProps): JSX.Element {
  const { api } = useSession();
  const id = route.parts[1] ?? '';
  const read = useAnswer((signal) => api.ask<StoredConnection>(`GET ${connectionPath(id)}`, { signal }), [id]);
  const [newer, setNewer] = useState<Stored | null>(null);
  const stored = newer ?? (read.value && { connection: read.value.body, etag: read.value.etag });
  const name = stored?.connection.name;
  useTitle(name && `Edit ${name}`);
  if (read.problem !== null) return <Failure title="This connection could not be shown" sentence={read.problem} retry={read.reload} />;
  if (stored === null) return <Loading what="the connection" />;
  return (
    <>
      <p class="crumbs">
        <a href={hashOf(['connections'])}>Connections</a> › <a href={hashOf(['connections', id])}>{name}</a>
      </p>
      <div class="heading">
        <h1>Edit {name}</h1>
      </div>
      <ConnectionForm initial={draftOf(stored.connection)} stored={stored} onStored={setNewer} />
    </>
  );
}
