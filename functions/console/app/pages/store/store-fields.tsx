import type { JSX } from 'preact';
import { Choice } from '../../parts/choice.tsx';
import { Field } from '../../parts/field.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { OwnerFields } from './owner-fields.tsx';
import type { StoreForm } from './store-form.ts';
import { UNTAGGED } from './store-words.ts';

type FieldsProps = {
  readonly form: StoreForm;
  readonly project: string | null;
  /** What is wrong, by field. */
  readonly problems: ReadonlyMap<string, string>;
  readonly onChange: (changed: Partial<StoreForm>) => void;
};
type TextName = Exclude<keyof StoreForm, 'untaggedSecrets' | 'secretOwners'>;
/** `rows`: of a text of several lines. */
type TextField = { readonly name: TextName; readonly label: string; readonly help: string; readonly rows?: number };

const TEXTS: readonly TextField[] = [
  { name: 'roleArn', label: 'Reader role', help: 'The ARN of a role under the path /secret-mask-resolver/. It reads the secrets.' },
  {
    name: 'rehearsalRoleArn',
    label: 'Rehearsal role',
    help: 'May be left empty. Another role under that path, which reads versions that are not current yet.',
  },
  { name: 'accounts', label: 'Accounts', help: 'Whose secrets masks may name; several with a space between.' },
  { name: 'regions', label: 'Regions', help: 'Where those secrets lie; several with a space between.' },
];
const HOSTS: TextField = { name: 'listedHosts', label: 'Listed hosts', help: 'One a line: host, host:port, host/path/ or host:port/path/.', rows: 3 };
const AUTHORITY: TextField = {
  name: 'certificateAuthority',
  label: 'Private certificate authority',
  help: 'May be left empty. What your own hosts are certified by: up to five certificates as PEM, never a key.',
  rows: 3,
};

const CHOICES = Object.entries(UNTAGGED).map(([value, { label }]) => [value, label] as const);

/** The fields of a store; what is wrong stands at each. */
export function StoreFieldSet(props: FieldsProps): JSX.Element {
  const { form, project, problems, onChange } = props;
  return (
    <>
      {TEXTS.map((field) => (
        <Text key={field.name} {...props} field={field} />
      ))}
      <UntaggedChoice {...props} />
      {form.untaggedSecrets === 'listed' && <Text {...props} field={HOSTS} />}
      <Text {...props} field={AUTHORITY} />
      {project === null && (
        <OwnerFields owners={form.secretOwners} problem={problems.get('secretOwners') ?? null} onChange={(secretOwners) => onChange({ secretOwners })} />
      )}
    </>
  );
}

function Text({ form, problems, onChange, field: { name, label, help, rows } }: FieldsProps & { readonly field: TextField }): JSX.Element {
  return (
    <Field label={label} help={help} problem={problems.get(name) ?? null}>
      {(names) => <TextLine names={names} text={form[name]} rows={rows} onText={(text) => onChange({ [name]: text })} />}
    </Field>
  );
}

function UntaggedChoice({ form: { untaggedSecrets }, problems, onChange }: FieldsProps): JSX.Element {
  return (
    <Field label="Secrets without a tag may go" help={UNTAGGED[untaggedSecrets].meaning} problem={problems.get('untaggedSecrets') ?? null}>
      {(names) => <Choice names={names} value={untaggedSecrets} options={CHOICES} onChoose={(value) => onChange({ untaggedSecrets: untaggedIn(value) })} />}
    </Field>
  );
}

function untaggedIn(value: string): StoreForm['untaggedSecrets'] {
  return value === 'listed' || value === 'vendor' ? value : 'denied';
}
