import type { JSX } from 'preact';
import type { Standing, Verification } from '../../api/types.ts';
import { Badge } from '../../parts/badge.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Failure, Loading } from '../../parts/states.tsx';
import type { Loaded } from '../../parts/use-answer.ts';
import { durationText, OUTCOMES } from '../../words.ts';
import { Trend } from '../../parts/trend.tsx';

type Shown = { readonly history: Loaded<readonly Verification[]>; readonly recent: Standing['recent'] };

/** What the last tests found, newest first, and as the picture that the list has too: rehearsals are not part of that. */
export function History({ history, recent }: Shown): JSX.Element {
  return (
    <section class="card" aria-labelledby="history">
      <h2 id="history">History</h2>
      <Body {...history} recent={recent} />
    </section>
  );
}

function Body({ value, problem, reload, recent }: Shown['history'] & Pick<Shown, 'recent'>): JSX.Element {
  if (problem !== null) return <Failure title="The history could not be read" sentence={problem} retry={reload} />;
  if (value === null) return <Loading what="the history" />;
  if (value.length === 0) return <p class="faint">Not tested yet. Connect tests it now.</p>;
  return (
    <>
      <Trend outcomes={recent} />
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Outcome</th>
            <th scope="col">Why</th>
            <th scope="col">Took</th>
          </tr>
        </thead>
        <tbody>{value.map(row)}</tbody>
      </table>
    </>
  );
}

function row({ id, status, code, message, startedAt, durationMs }: Verification): JSX.Element {
  return (
    <tr key={id}>
      <th scope="row">
        <Moment at={startedAt} />
      </th>
      <td data-name="Outcome">
        <Badge word={OUTCOMES[status]} />
      </td>
      <td data-name="Why">
        {message} <code>{code}</code>
      </td>
      <td data-name="Took">{durationText(durationMs)}</td>
    </tr>
  );
}
