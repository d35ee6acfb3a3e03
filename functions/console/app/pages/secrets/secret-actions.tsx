import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Action } from '../../parts/action.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { Note } from '../../parts/note.tsx';
import { useBegin } from '../../runs/use-begin.ts';
import { useSession } from '../../session.ts';
import { ForgetDialog } from './forget-dialog.tsx';
import { reasonAmong } from './reason-among.ts';
import { RehearseDialog } from './rehearse-dialog.tsx';
import type { Usage } from './usage.ts';

/** The secret, its dependents as they are shown, and how to take the dialog away. */
export type SecretDialogProps = { readonly arn: string; readonly usage: Usage; readonly onClose: () => void };

type Open = 'rehearse' | 'forget' | null;

/** What can be done with all who depend on a secret, at once. */
export function SecretActions({ arn, usage }: Omit<SecretDialogProps, 'onClose'>): JSX.Element {
  const session = useSession();
  const verifying = useBegin();
  const [open, setOpen] = useState<Open>(null);
  const [said, setSaid] = useState<string | null>(null);
  const projects = [...new Set(usage.uses.map(({ project }) => project))];
  const verify = (): void => verifying.begin('POST /v1/verification-runs', { selector: { secretArn: arn } });
  const dialog = { arn, usage, onClose: () => setOpen(null) };
  return (
    <section class="card" aria-label="What to do with it">
      <div class="actions">
        <Action kind="primary" isBusy={verifying.isBusy} reason={reasonAmong(session, 'connections:test', projects)} onAct={verify}>
          Verify all of these now
        </Action>
        <Action reason={reasonAmong(session, 'secrets:use', projects)} onAct={() => setOpen('rehearse')}>
          Try the next version before it is current…
        </Action>
        <Action reason={reasonAmong(session, 'settings:manage', projects)} onAct={() => setOpen('forget')}>
          Forget what is cached…
        </Action>
      </div>
      <div aria-live="polite">{said !== null && <Note kind="good">{said}</Note>}</div>
      <FailureNote failure={verifying.failure} />
      {open === 'rehearse' && <RehearseDialog {...dialog} />}
      {open === 'forget' && <ForgetDialog {...dialog} onDone={() => setSaid('Forgotten. The next test reads the secret anew.')} />}
    </section>
  );
}
