import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ALL_PROJECTS } from '../../../../../shared/connections/grants.ts';
import type { Page, Project } from '../../api/types.ts';
import { Action } from '../../parts/action.tsx';
import { Pager } from '../../parts/pager.tsx';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import { type Loaded, useAnswer } from '../../parts/use-answer.ts';
import { useCursors } from '../../parts/use-cursors.ts';
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
  const { cursor, pagerFor } = useCursors('');
  const list = useAnswer((signal) => session.api.page<Project>('/v1/projects', { query: { cursor }, signal }), [cursor]);
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
      <List list={list} onRename={reason === null ? setOpened : null} />
      <Pager {...pagerFor(list.value?.nextCursor ?? null)} />
      {opened !== null && <ProjectDialog project={opened === 'new' ? null : opened} onClose={() => setOpened(null)} onSaved={onSaved} />}
    </>
  );
}

type ListProps = { readonly list: Loaded<Page<Project>>; readonly onRename: ((project: Project) => void) | null };

function List({ list: { value, problem, isLoading, reload }, onRename }: ListProps): JSX.Element {
  if (problem !== null) return <Failure title="The projects could not be listed" sentence={problem} retry={reload} />;
  if (value === null) return <Loading what="projects" />;
  if (value.items.length > 0) return <ProjectTable projects={value.items} isStale={isLoading} onRename={onRename} />;
  return (
    <Empty title="No project has a name yet">
      <p>A project is there as soon as somebody has a role in it; given a name, it is listed here.</p>
    </Empty>
  );
}
