import type { JSX } from 'preact';
import type { Run } from '../../api/types.ts';
import { Badge } from '../../parts/badge.tsx';
import { Moment } from '../../parts/moment.tsx';
import { hashOf } from '../../route.ts';
import { Bar } from '../../runs/bar.tsx';
import { KINDS, RUN_STATES } from '../../runs/run-words.ts';
import { selectionText } from '../../runs/selection.ts';
import { tallyText } from '../../runs/shares.ts';
import { durationText } from '../../words.ts';

type TableProps = { readonly runs: readonly Run[]; readonly isStale: boolean };

export function RunTable({ runs, isStale }: TableProps): JSX.Element {
  return (
    <table class={isStale ? 'rows stale' : 'rows'} aria-busy={isStale}>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Kind</th>
          <th scope="col">State</th>
          <th scope="col">Outcomes</th>
          <th scope="col">Begun</th>
          <th scope="col">Took</th>
        </tr>
      </thead>
      <tbody>{runs.map(row)}</tbody>
    </table>
  );
}

function row(run: Run): JSX.Element {
  const { id, kind, state, createdAt, finishedAt } = run;
  return (
    <tr key={id}>
      <th scope="row">
        <a href={hashOf(['runs', id])}>{selectionText(run)}</a>
      </th>
      <td data-name="Kind" class="brief">
        {KINDS[kind]}
      </td>
      <td data-name="State">
        <Badge word={RUN_STATES[state]} />
      </td>
      <td data-name="Outcomes" class="outcomes">
        <Bar figures={run} />
        <span class="faint">{tallyText(run)}</span>
      </td>
      <td data-name="Begun">
        <Moment at={createdAt} />
      </td>
      <td data-name="Took" class="brief">
        {finishedAt === null ? '–' : durationText(Date.parse(finishedAt) - Date.parse(createdAt))}
      </td>
    </tr>
  );
}
