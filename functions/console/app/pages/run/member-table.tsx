import type { JSX } from 'preact';
import type { RunConnection } from '../../api/types.ts';
import { Badge } from '../../parts/badge.tsx';
import { Moment } from '../../parts/moment.tsx';
import { hashOf } from '../../route.ts';
import { PARTS } from '../../runs/run-words.ts';

type TableProps = { readonly members: readonly RunConnection[]; readonly isStale: boolean };

export function MemberTable({ members, isStale }: TableProps): JSX.Element {
  return (
    <table class={isStale ? 'rows stale' : 'rows'} aria-busy={isStale}>
      <thead>
        <tr>
          <th scope="col">Connection</th>
          <th scope="col">Outcome</th>
          <th scope="col">Why</th>
          <th scope="col">When</th>
          <th scope="col">Project</th>
        </tr>
      </thead>
      <tbody>{members.map(row)}</tbody>
    </table>
  );
}

function row({ connectionId, name, project, outcome, code, endedAt }: RunConnection): JSX.Element {
  return (
    <tr key={connectionId}>
      <th scope="row">{name === null ? <span class="faint">{connectionId}, gone</span> : <a href={hashOf(['connections', connectionId])}>{name}</a>}</th>
      <td data-name="Outcome">
        <Badge word={PARTS[outcome ?? 'pending']} />
      </td>
      <td data-name="Why">{code === null ? '–' : <code>{code}</code>}</td>
      <td data-name="When">
        <Moment at={endedAt} otherwise="–" />
      </td>
      <td data-name="Project">{project}</td>
    </tr>
  );
}
