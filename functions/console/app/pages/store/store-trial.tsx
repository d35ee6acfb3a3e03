import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { StoreTest } from '../../api/types.ts';
import { Action } from '../../parts/action.tsx';
import { Card } from '../../parts/card.tsx';
import { Field } from '../../parts/field.tsx';
import { Note } from '../../parts/note.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { CheckList } from './check-list.tsx';
import { entriesIn } from './store-form.ts';
import { useStoreTrial } from './use-store-trial.ts';

/** Tries the store as it is stored: its roles, and up to ten secrets. */
export function StoreTrial({ project }: { readonly project: string | null }): JSX.Element {
  const [named, setNamed] = useState('');
  const { isRunning, test, problem, run } = useStoreTrial(project);
  return (
    <Card title="Test it now">
      <p class="faint">
        Assumes its roles, with the external ID and without, and reads up to ten secrets. No value is shown or kept, and the audit has who tested.
      </p>
      <details>
        <summary>Try certain secrets</summary>
        <Field label="ARNs of secrets" help="Up to ten. Left empty: the first ten that stored connections use.">
          {(names) => <TextLine names={names} rows={2} text={named} onText={setNamed} />}
        </Field>
      </details>
      <div class="actions">
        <Action kind="primary" isBusy={isRunning} onAct={() => run(entriesIn(named))}>
          {isRunning ? 'Testing…' : 'Test the store'}
        </Action>
      </div>
      <div aria-live="polite">
        {problem !== null && <Note kind="bad">{problem}</Note>}
        {test && <Note kind={test.status === 'ok' ? 'good' : 'bad'}>{summaryOf(test)}</Note>}
      </div>
      {test && <CheckList test={test} />}
    </Card>
  );
}

function summaryOf({ status, checks }: StoreTest): string {
  if (status === 'ok') return 'The store works, and its external ID guards its roles.';
  const failed = checks.filter((check) => check.status === 'failed').length;
  if (failed === 0) return 'Nothing failed, but it could not be proven that the external ID guards the roles.';
  return failed === 1 ? 'One check failed: see below what to do.' : `${failed} checks failed: see below what to do.`;
}
