import type { JSX } from 'preact';
import type { Run } from '../../api/types.ts';
import { Badge } from '../../parts/badge.tsx';
import { Moment } from '../../parts/moment.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { hashOf } from '../../route.ts';
import { Bar } from '../../runs/bar.tsx';
import { KINDS, RUN_STATES } from '../../runs/run-words.ts';
import { selectionText } from '../../runs/selection.ts';
import { tallyText } from '../../runs/shares.ts';
import { durationText } from '../../words.ts';

type TableProps = { readonly runs: readonly Run[]; readonly isStale: boolean };

const COLUMNS: readonly Column<Run>[] = [
  { name: 'What', cell: (run) => <a href={hashOf(['runs', run.id])}>{selectionText(run)}</a> },
  { name: 'Kind', class: 'brief', cell: ({ kind }) => KINDS[kind] },
  { name: 'State', cell: ({ state }) => <Badge word={RUN_STATES[state]} /> },
  { name: 'Outcomes', class: 'outcomes', cell: (run) => [<Bar figures={run} />, <span class="faint">{tallyText(run)}</span>] },
  { name: 'Begun', cell: ({ createdAt }) => <Moment at={createdAt} /> },
  {
    name: 'Took',
    class: 'brief',
    cell: ({ createdAt, finishedAt }) => (finishedAt === null ? '–' : durationText(Date.parse(finishedAt) - Date.parse(createdAt))),
  },
];

export function RunTable({ runs, isStale }: TableProps): JSX.Element {
  return <Table items={runs} keyOf={({ id }) => id} columns={COLUMNS} isStale={isStale} />;
}
