import type { JSX } from 'preact';
import type { Standing, Verification } from '../../api/types.ts';
import { Answered } from '../../parts/answered.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { Moment } from '../../parts/moment.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Trend } from '../../parts/trend.tsx';
import type { Loaded } from '../../parts/use-answer.ts';
import { durationText, OUTCOMES } from '../../words.ts';

type Shown = { readonly history: Loaded<readonly Verification[]>; readonly recent: Standing['recent'] };

const COLUMNS: readonly Column<Verification>[] = [
  { name: 'When', cell: ({ startedAt }) => <Moment at={startedAt} /> },
  { name: 'Outcome', cell: ({ status }) => <Badge word={OUTCOMES[status]} /> },
  { name: 'Why', cell: ({ message, code }) => [`${message} `, <code>{code}</code>] },
  { name: 'Took', cell: ({ durationMs }) => durationText(durationMs) },
];

/** What the last tests found, newest first, and as the picture that the list has too: rehearsals are not part of that. */
export function History({ history, recent }: Shown): JSX.Element {
  return (
    <Card title="History">
      <Answered answer={history} what="the history" failure="The history could not be read">
        {(tests) =>
          tests.length === 0 ? (
            <p class="faint">Not tested yet. Connect tests it now.</p>
          ) : (
            <>
              <Trend outcomes={recent} />
              <Table items={tests} keyOf={({ id }) => id} columns={COLUMNS} />
            </>
          )
        }
      </Answered>
    </Card>
  );
}
