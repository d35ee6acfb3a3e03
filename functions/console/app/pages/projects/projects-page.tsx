import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ALL_PROJECTS } from '../../../../../shared/connections/grants.ts';
import type { Project } from '../../api/types.ts';
import { Action } from '../../parts/action.tsx';
import { Listed } from '../../parts/listed.tsx';
import { Empty } from '../../parts/states.tsx';
import { useList } from '../../parts/use-list.ts';
import { reasonAgainst, useSession } from '../../session.ts';
import { ProjectDialog } from './project-dialog.tsx';
import { ProjectTable } from './project-table.tsx';

/** Being made, being renamed, or neither. */
type Opened = 'new' | Project | null;

/** The projects one has a role in; an admin of all of them names them here. */
export function ProjectsPage(): JSX.Element {
  const session = useSession();
  const [opened, setOpened] = useState<Opened>(null);
  const [said, setSaid] = useState('');
  const list = useList({ asked: '', read: (cursor, signal) => session.api.page<Project>('/v1/projects', { query: { cursor }, signal }) });
  const reason = reasonAgainst(session, 'settings:manage', ALL_PROJECTS);
  const onSaved = ({ name }: Project): void => {
    setSaid(`${name} is saved.`);
    list.reload();
  };
  return (
    <>
      <div class="heading">
        <h1>Projects</h1>
        <Action kind="primary" reason={reason} onAct={() => setOpened('new')}>
          New project
        </Action>
      </div>
      <div>
        <p class="faint">A connection belongs to one project. Roles are given by project, and a project may read its secrets with a store of its own.</p>
        <p role="status">{said}</p>
      </div>
      <Listed list={list} what="projects" failure="The projects could not be listed">
        {({ items }) =>
          items.length > 0 ? <ProjectTable projects={items} isStale={list.isLoading} onRename={reason === null ? setOpened : null} /> : <None />
        }
      </Listed>
      {opened !== null && <ProjectDialog project={opened === 'new' ? null : opened} onClose={() => setOpened(null)} onSaved={onSaved} />}
    </>
  );
}

function None(): JSX.Element {
  return (
    <Empty title="No project has a name yet">
      <p>A project is there as soon as somebody has a role in it; given a name, it is listed here.</p>
    </Empty>
  );
}
