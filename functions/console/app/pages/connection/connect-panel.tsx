import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { sentenceOf } from '../../api/failure.ts';
import type { StoredConnection, Verification } from '../../api/types.ts';
import { Action } from '../../parts/action.tsx';
import { Note } from '../../parts/note.tsx';
import { reasonAgainst, useSession } from '../../session.ts';
import { Steps } from './steps.tsx';
import { Verdict } from './verdict.tsx';

type Trial = { readonly isRunning: boolean; readonly verification: Verification | null; readonly problem: string | null };
type ConnectProps = { readonly connection: StoredConnection; readonly onTested: () => void };

/** Tests the connection as it is stored, and shows how far that came and what came of it. */
export function ConnectPanel({ connection, onTested }: ConnectProps): JSX.Element {
  const session = useSession();
  const [trial, setTrial] = useState<Trial>({ isRunning: false, verification: null, problem: null });
  const connect = (): void => {
    setTrial({ isRunning: true, verification: null, problem: null });
    session.api.ask<Verification>(`POST /v1/connections/${encodeURIComponent(connection.id)}/test`).then(
      ({ body }) => {
        setTrial({ isRunning: false, verification: body, problem: null });
        onTested();
      },
      (error: unknown) => setTrial({ isRunning: false, verification: null, problem: sentenceOf(error) }),
    );
  };
  return (
    <section class="card" aria-label="Test it now">
      <div class="actions">
        <Action kind="primary" isBusy={trial.isRunning} reason={reasonAgainst(session, 'connections:test', connection.project)} onAct={connect}>
          {trial.isRunning ? 'Connecting…' : 'Connect'}
        </Action>
      </div>
      {(trial.isRunning || trial.verification) && <Steps verification={trial.verification} />}
      <div aria-live="polite">
        {trial.verification && <Verdict verification={trial.verification} />}
        {trial.problem !== null && <Note kind="bad">{trial.problem}</Note>}
      </div>
    </section>
  );
}
