import type { JSX } from 'preact';
import { ALL_PROJECTS, may } from '../../../../../shared/connections/grants.ts';
import { DeedDialog } from '../../parts/deed-dialog.tsx';
import { useDeed } from '../../parts/use-deed.ts';
import { useSession } from '../../session.ts';
import type { SecretDialogProps } from './secret-actions.tsx';

/** Ends at once what would end by itself within a minute; asked before, since the next tests all read the secret again. */
export function ForgetDialog({ arn, usage, onClose, onDone }: SecretDialogProps & { readonly onDone: () => void }): JSX.Element {
  const { api, caller } = useSession();
  const deed = useDeed();
  const isEverywhere = may(caller, 'settings:manage', ALL_PROJECTS);
  const projects = [...new Set(usage.uses.map(({ project }) => project))].filter((project) => may(caller, 'settings:manage', project));
  const forget = async (): Promise<void> => {
    for (const project of isEverywhere ? [undefined] : projects) await api.ask('DELETE /v1/secrets/cache', { query: { arn, project } });
  };
  const done = (close: () => void) => (): void => {
    onDone();
    close();
  };
  return (
    <DeedDialog
      title="Forget what is cached of this secret?"
      words={['Cancel', 'Forget']}
      kind="primary"
      deed={deed}
      onAct={(close) => deed.begin(forget, done(close))}
      onClose={onClose}
    >
      <p>
        Its values and tags are kept in memory for at most 60 seconds. After this, every test of {isEverywhere ? 'all projects' : listed(projects)} reads them
        anew. Nothing changes in AWS, and no connection changes its state.
      </p>
    </DeedDialog>
  );
}

function listed(projects: readonly string[]): string {
  return `the project${projects.length === 1 ? '' : 's'} ${projects.join(', ')}`;
}
