import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ALL_PROJECTS, may } from '../../../../../shared/connections/grants.ts';
import { sentenceOf } from '../../api/failure.ts';
import { Action } from '../../parts/action.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Note } from '../../parts/note.tsx';
import { useSession } from '../../session.ts';
import type { SecretDialogProps } from './secret-actions.tsx';

/** Ends at once what would end by itself within a minute; asked before, since the next tests all read the secret again. */
export function ForgetDialog({ arn, usage, onClose, onDone }: SecretDialogProps & { readonly onDone: () => void }): JSX.Element {
  const { api, caller } = useSession();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isEverywhere = may(caller, 'settings:manage', ALL_PROJECTS);
  const projects = [...new Set(usage.uses.map(({ project }) => project))].filter((project) => may(caller, 'settings:manage', project));
  const forget = async (close: () => void): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      for (const project of isEverywhere ? [undefined] : projects) await api.ask('DELETE /v1/secrets/cache', { query: { arn, project } });
      onDone();
      close();
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setBusy(false);
  };
  return (
    <Dialog title="Forget what is cached of this secret?" onClose={onClose}>
      {(close) => (
        <>
          <p>
            Its values and tags are kept in memory for at most 60 seconds. After this, every test of {isEverywhere ? 'all projects' : listed(projects)} reads
            them anew. Nothing changes in AWS, and no connection changes its state.
          </p>
          {problem !== null && <Note kind="bad">{problem}</Note>}
          <div class="actions">
            <Action onAct={close}>Cancel</Action>
            <Action kind="primary" isBusy={isBusy} onAct={() => void forget(close)}>
              Forget
            </Action>
          </div>
        </>
      )}
    </Dialog>
  );
}

function listed(projects: readonly string[]): string {
  return `the project${projects.length === 1 ? '' : 's'} ${projects.join(', ')}`;
}
