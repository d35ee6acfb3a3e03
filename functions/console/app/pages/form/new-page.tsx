import type { JSX } from 'preact';
import { connectionPath } from '../../api/paths.ts';
import type { StoredConnection } from '../../api/types.ts';
import { Answered } from '../../parts/answered.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { hashOf } from '../../route.ts';
import { useSession } from '../../session.ts';
import type { PageProps } from '../pages.ts';
import { ConnectionForm } from './connection-form.tsx';
import { copyOf, type Draft, EMPTY } from './draft.ts';
import { projectsOf } from './project-field.tsx';

/** A new connection: of the service that the address names, or like the connection that it names. */
export function NewPage({ route }: PageProps): JSX.Element {
  return (
    <>
      <p class="crumbs">
        <a href={hashOf(['connections'])}>Connections</a>
      </p>
      <div class="heading">
        <h1>New connection</h1>
      </div>
      <Body key={route.query.toString()} connector={route.query.get('connector') ?? ''} from={route.query.get('from') ?? ''} />
    </>
  );
}

function Body({ connector, from }: { readonly connector: string; readonly from: string }): JSX.Element {
  const { api, caller } = useSession();
  const model = useAnswer(async (signal) => {
    const draft: Draft = { ...EMPTY, connector, project: projectsOf(caller)[0] ?? '' };
    return from === '' ? draft : copyOf((await api.ask<StoredConnection>(`GET ${connectionPath(from)}`, { signal })).body);
  }, []);
  return (
    <Answered answer={model} what="the form" failure="The connection to copy could not be read">
      {(draft) => <ConnectionForm initial={draft} stored={null} onStored={() => undefined} />}
    </Answered>
  );
}
