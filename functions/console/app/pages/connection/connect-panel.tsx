import type { JSX } from 'preact';
import { connectionPath } from '../../api/paths.ts';
import type { StoredConnection, Verification } from '../../api/types.ts';
import { Action } from '../../parts/action.tsx';
import { useDeed } from '../../parts/use-deed.ts';
import { reasonAgainst, useSession } from '../../session.ts';
import { TrialResult } from '../../trial/trial-result.tsx';

type ConnectProps = { readonly connection: StoredConnection; readonly onTested: () => void };

/** Tests the connection as it is stored, and shows how far that came and what came of it. */
export function ConnectPanel({ connection, onTested }: ConnectProps): JSX.Element {
  const session = useSession();
  const trial = useDeed<Verification>();
  const connect = (): void => trial.begin(async () => (await session.api.ask<Verification>(`POST ${connectionPath(connection.id)}/test`)).body, onTested);
  return (
    <section class="card" aria-label="Test it now">
      <div class="actions">
        <Action kind="primary" isBusy={trial.isBusy} reason={reasonAgainst(session, 'connections:test', connection.project)} onAct={connect}>
          {trial.isBusy ? 'Connecting…' : 'Connect'}
        </Action>
      </div>
      <TrialResult trial={trial} />
    </section>
  );
}
