import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SecretArn } from '../../../../../shared/masks/arn.ts';
import { CopyText } from '../../parts/copy-text.tsx';
import { Answered } from '../../parts/answered.tsx';
import { Empty } from '../../parts/states.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { hashOf } from '../../route.ts';
import { reasonAgainst, useSession } from '../../session.ts';
import { Dependents } from './dependents.tsx';
import { SecretActions } from './secret-actions.tsx';
import { readUsage } from './usage.ts';
import { WatchReport } from './watch-report.tsx';

type ViewProps = { readonly arn: string; readonly parts: SecretArn };

const ROWS = 100;

/** One secret: who depends on it, what the watch found, and what can be done with all who depend on it. */
export function SecretView({ arn, parts: { name, account, region } }: ViewProps): JSX.Element {
  const session = useSession();
  const [rows, setRows] = useState(ROWS);
  const readsConnections = reasonAgainst(session, 'connections:read') === null;
  const usage = useAnswer((signal) => readUsage(session.api, { arn, rows, readsConnections }, signal), [arn, rows]);
  return (
    <>
      <p class="crumbs">
        <a href={hashOf(['secrets'])}>Secrets</a>
      </p>
      <h1>{name}</h1>
      <p class="standing">
        In the account {account}, {region}.
      </p>
      <CopyText text={arn} label="ARN" />
      <Answered answer={usage} what="who depends on it" failure="The use of this secret could not be read">
        {(value) =>
          value.uses.length === 0 && !value.isMore ? (
            <Unused />
          ) : (
            <>
              <WatchReport watch={value.watch} uses={value.uses} />
              <SecretActions arn={arn} usage={value} />
              <Dependents usage={value} isLoading={usage.isLoading} onMore={() => setRows(rows + ROWS)} />
            </>
          )
        }
      </Answered>
    </>
  );
}

function Unused(): JSX.Element {
  return (
    <Empty title="No connection of yours uses this secret">
      <p>You are shown the connections of your own projects; other projects may use it all the same.</p>
      <p>
        <a href={hashOf(['connections'])}>See your connections</a>, or <a href={hashOf(['secrets'])}>look for another secret</a>.
      </p>
    </Empty>
  );
}
