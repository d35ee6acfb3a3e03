import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { Card } from '../../parts/card.tsx';
import { nameOf, type Way } from './body.ts';
import { EntriesInput } from './entries-input.tsx';
import { FormRow } from './form-row.tsx';
import type { FormState } from './form-state.ts';
import { OwnField } from './own-field.tsx';
import { ProjectField } from './project-field.tsx';
import { problemsAt } from './problems.ts';
import { ScheduleField } from './schedule-field.tsx';

type KeepingProps = { readonly form: FormState; readonly way: Way; readonly isStored: boolean };

/** What it is called, where it belongs, and how often it is verified. */
export function KeepingCard({ form, way, isStored }: KeepingProps): JSX.Element {
  return (
    <Card title="Name and schedule">
      <div class="form-rows">
        <OwnField form={form} pointer="/name" label="Name" text={nameOf(form.draft, way)} maxLength={120} isRequired onText={(name) => ({ name })} />
        <ProjectField form={form} isFixed={isStored} />
        <ScheduleField form={form} />
      </div>
      <Further form={form} />
    </Card>
  );
}

function Further({ form }: Pick<KeepingProps, 'form'>): JSX.Element {
  const { draft, problems, change } = form;
  const lines = { entries: draft.labels, problems: problemsAt(problems, '/labels'), project: null };
  // Opened for what stands in it, and not closed under the hand of who takes it out.
  const isOpen = useRef(false);
  isOpen.current ||= draft.labels.length > 0 || draft.expectIdentity !== '';
  return (
    <details open={isOpen.current}>
      <summary>Labels and identity</summary>
      <div class="form-rows">
        <OwnField
          form={form}
          pointer="/expectIdentity"
          label="Must be signed in as"
          help="The account that the service names, as in a test’s “Signed in as”. If a secret is swapped for one of another account, the test says so."
          text={draft.expectIdentity}
          maxLength={128}
          onText={(expectIdentity) => ({ expectIdentity })}
        />
        <FormRow pointer="/labels">
          <EntriesInput
            label="Labels"
            noun="label"
            help="Of your own, to filter by: team, env. At most 20."
            pointer="/labels"
            {...lines}
            onEntries={(labels) => change('/labels', { labels })}
          />
        </FormRow>
      </div>
    </details>
  );
}
