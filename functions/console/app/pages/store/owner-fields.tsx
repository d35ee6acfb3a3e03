import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { Field } from '../../parts/field.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import type { OwnerForm } from './store-form.ts';

type OwnerProps = { readonly owners: readonly OwnerForm[]; readonly problem: string | null; readonly onChange: (owners: readonly OwnerForm[]) => void };

/** People who answer for secrets in AWS and see, in all projects, what uses them. */
export function OwnerFields({ owners, problem, onChange }: OwnerProps): JSX.Element {
  const adding = useRef<HTMLButtonElement>(null);
  const change = (at: number, changed: Partial<OwnerForm>): void => onChange(owners.map((owner, index) => (index === at ? { ...owner, ...changed } : owner)));
  // The button that was pressed is gone with its owner: the focus goes where one may go on.
  const remove = (at: number): void => {
    onChange(owners.filter((_, index) => index !== at));
    adding.current?.focus();
  };
  return (
    <fieldset>
      <legend>Owners of secrets</legend>
      <p class="faint">They see in all projects which connections use their secrets, and gain nothing else.</p>
      {owners.map((owner, index) => (
        <OneOwner key={index} number={index + 1} owner={owner} onChange={(changed) => change(index, changed)} onRemove={() => remove(index)} />
      ))}
      {problem !== null && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <button ref={adding} type="button" class="button" onClick={() => onChange([...owners, { subject: '', secretArns: '' }])}>
        Add an owner
      </button>
    </fieldset>
  );
}

type OneProps = {
  readonly number: number;
  readonly owner: OwnerForm;
  readonly onChange: (changed: Partial<OwnerForm>) => void;
  readonly onRemove: () => void;
};

function OneOwner({ number, owner, onChange, onRemove }: OneProps): JSX.Element {
  return (
    <fieldset>
      <legend>Owner {number}</legend>
      <Field label="Subject" help="The sub of their token, or the ARN of their IAM session, exactly.">
        {(names) => <TextLine names={names} text={owner.subject} onText={(subject) => onChange({ subject })} />}
      </Field>
      <Field label="ARNs of their secrets" help="One a line. * at the end stands for any text.">
        {(names) => <TextLine names={names} rows={2} text={owner.secretArns} onText={(secretArns) => onChange({ secretArns })} />}
      </Field>
      <button type="button" class="button quiet" onClick={onRemove}>
        Remove<span class="unseen"> owner {number}</span>
      </button>
    </fieldset>
  );
}
