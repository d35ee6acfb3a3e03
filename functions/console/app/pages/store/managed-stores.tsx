import type { JSX } from 'preact';
import { ALL_PROJECTS, may } from '../../../../../shared/connections/grants.ts';
import { hashOf } from '../../route.ts';
import { projectsManaged, useSession } from '../../session.ts';

type Way = { readonly label: string; readonly href: string; readonly isHere: boolean };

/** The ways to the stores that one manages; whoever manages those of all projects finds them where the projects are. */
export function ManagedStores({ here }: { readonly here: string | null }): JSX.Element | null {
  const { caller } = useSession();
  const everywhere = [
    { label: 'Workspace', href: hashOf(['stores']), isHere: here === null },
    { label: 'Stores of projects', href: hashOf(['projects']), isHere: false },
  ];
  const named = projectsManaged(caller).map((project) => ({ label: project, href: hashOf(['stores', project]), isHere: project === here }));
  const ways: readonly Way[] = may(caller, 'settings:manage', ALL_PROJECTS) ? everywhere : named;
  if (ways.every(({ isHere }) => isHere)) return null;
  return (
    <nav class="crumbs ways" aria-label="Stores">
      {ways.map(({ label, href, isHere }) => (
        <a key={href} href={href} aria-current={isHere ? 'page' : undefined}>
          {label}
        </a>
      ))}
    </nav>
  );
}
