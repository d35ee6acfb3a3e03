import type { JSX } from 'preact';
import type { Project } from '../../api/types.ts';
import { Action } from '../../parts/action.tsx';
import { Moment } from '../../parts/moment.tsx';
import { hashOf } from '../../route.ts';
import { reasonAgainst, useSession } from '../../session.ts';

type TableProps = { readonly projects: readonly Project[]; readonly isStale: boolean; readonly onRename: ((project: Project) => void) | null };

/** Projects, and the ways to what is theirs. `onRename` is null for who may not name them. */
export function ProjectTable({ projects, isStale, onRename }: TableProps): JSX.Element {
  return (
    <table class={isStale ? 'rows stale' : 'rows'} aria-busy={isStale}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Id</th>
          <th scope="col">Named</th>
          <th scope="col">Has</th>
          {onRename && <th scope="col">Change</th>}
        </tr>
      </thead>
      <tbody>
        {projects.map((project) => (
          <Row key={project.id} project={project} onRename={onRename} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ project, onRename }: Pick<TableProps, 'onRename'> & { readonly project: Project }): JSX.Element {
  const session = useSession();
  const { id, name, updatedAt } = project;
  const mayManage = reasonAgainst(session, 'settings:manage', id) === null;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td data-name="Id">
        <code>{id}</code>
      </td>
      <td data-name="Named">
        <Moment at={updatedAt} otherwise="not yet" />
      </td>
      <td data-name="Has">
        <span class="ways">
          <Way href={hashOf(['connections'], { project: id })} to="Connections" of={name} />
          {mayManage && <Way href={hashOf(['stores', id])} to="Store" of={name} />}
          {mayManage && <Way href={hashOf(['audit'], { project: id })} to="Audit" of={name} />}
        </span>
      </td>
      {onRename && (
        <td>
          <Action kind="quiet" onAct={() => onRename(project)}>
            Rename<span class="unseen"> {name}</span>
          </Action>
        </td>
      )}
    </tr>
  );
}

function Way({ href, to, of }: { readonly href: string; readonly to: string; readonly of: string }): JSX.Element {
  return (
    <a href={href}>
      {to}
      <span class="unseen"> of {of}</span>
    </a>
  );
}
