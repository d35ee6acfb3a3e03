import type { JSX } from 'preact';
import type { StoredConnection, Verification } from '../../api/types.ts';
import { Action } from '../../parts/action.tsx';
import { reasonAgainst, useSession } from '../../session.ts';
import { TrialResult } from '../../trial/trial-result.tsx';
import { useTrial } from '../../trial/use-trial.ts';

type ConnectProps = { readonly connection: StoredConnection; readonly onTested: () => void };

/** Tests the connection as it is stored, and shows how far that came and what came of it. */
export function ConnectPanel({ connection, onTested }: ConnectProps): JSX.Element {
  const session = useSession();
  const trial = useTrial();
  const connect = (): void =>
    void trial.begin(async () => {
      const { body } = await session.api.ask<Verification>(`POST /v1/connections/${encodeURIComponent(connection.id)}/test`);
      onTested();
      return body;
    });
  return (
    <section class="card" aria-label="Test it now">
      <div class="actions">
        <Action kind="primary" isBusy={trial.isRunning} reason={reasonAgainst(session, 'connections:test', connection.project)} onAct={connect}>
          {trial.isRunning ? 'Connecting…' : 'Connect'}
        </Action>
      </div>
      <TrialResult trial={trial} />
    </section>
  );
}
