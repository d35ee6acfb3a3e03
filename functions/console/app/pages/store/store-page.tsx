import type { JSX } from 'preact';
import { ALL_PROJECTS } from '../../../../../shared/connections/grants.ts';
import { Empty } from '../../parts/states.tsx';
import { useTitle } from '../../parts/use-title.ts';
import { reasonAgainst, useSession } from '../../session.ts';
import type { PageProps } from '../pages.ts';
import { ManagedStores } from './managed-stores.tsx';
import { OpenStore } from './open-store.tsx';
import { storeTitle } from './store-words.ts';

/** The Secrets Manager connection of the workspace, or of the project that the address names. */
export function StorePage({ route }: PageProps): JSX.Element {
  const project = route.parts[1] ?? null;
  const reason = reasonAgainst(useSession(), 'settings:manage', project ?? ALL_PROJECTS);
  useTitle(storeTitle(project));
  if (reason !== null) return <Barred project={project} reason={reason} />;
  return (
    <>
      <ManagedStores here={project} />
      <OpenStore project={project} />
    </>
  );
}

function Barred({ project, reason }: { readonly project: string | null; readonly reason: string }): JSX.Element {
  return (
    <>
      <h1>{storeTitle(project)}</h1>
      <Empty title={project === null ? "The workspace's store is for admins of all projects" : 'Stores are for admins'}>
        <p>A store says which role reads the secrets, and where secrets without a tag may go. {reason}</p>
        <ManagedStores here={project} />
      </Empty>
    </>
  );
}
