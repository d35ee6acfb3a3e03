import type { JSX, TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';
import type { ConnectorSummary } from '../../api/types.ts';
import { Choice } from '../../parts/choice.tsx';
import { Field, type FieldNames } from '../../parts/field.tsx';
import { hashOf } from '../../route.ts';
import { useSession } from '../../session.ts';
import { STATES } from '../../words.ts';
import { type Filter, isEmpty } from './filter.ts';

type TextProps = {
  readonly defaultValue: string;
  readonly autoComplete: string;
  readonly spellcheck: boolean;
  readonly onChange: (event: TargetedEvent<HTMLInputElement>) => void;
};

const STATE_CHOICES: readonly (readonly [string, string])[] = [['', 'Any'], ...Object.entries(STATES).map(([state, { label }]) => [state, label] as const)];

/** Narrows the list: the address of the page changes with every field that is left, so that what one sees can be sent to others. */
export function FilterForm({ filter }: { readonly filter: Filter }): JSX.Element {
  const { caller } = useSession();
  const projects = [...new Set(caller.grants.map(({ project }) => project))].filter((project) => project !== '*');
  const narrow = (changed: Partial<Filter>): void => location.assign(hashOf(['connections'], { ...filter, ...changed }));
  const text = (name: keyof Filter): TextProps => ({
    defaultValue: filter[name],
    autoComplete: 'off',
    spellcheck: false,
    onChange: (event) => narrow({ [name]: event.currentTarget.value.trim() }),
  });
  return (
    <form class="filters" role="search" aria-label="Connections" onSubmit={(event) => event.preventDefault()}>
      <Field label="State">{(names) => <Choice names={names} value={filter.state} options={STATE_CHOICES} onChoose={(state) => narrow({ state })} />}</Field>
      <Field label="Project">{(names) => <input key={filter.project} {...names} {...text('project')} list="projects" />}</Field>
      <Field label="Connector">{(names) => <ConnectorInput key={filter.connector} {...names} {...text('connector')} />}</Field>
      <Field label="Label">{(names) => <input key={filter.label} {...names} {...text('label')} placeholder="name:value" />}</Field>
      <Field label="Secret">{(names) => <input key={filter.secret} {...names} {...text('secret')} placeholder="arn:aws:secretsmanager:…" />}</Field>
      <datalist id="projects">
        {projects.map((project) => (
          <option key={project} value={project} />
        ))}
      </datalist>
      {!isEmpty(filter) && (
        <a class="button quiet" href={hashOf(['connections'])}>
          Clear filters
        </a>
      )}
    </form>
  );
}

/** Suggests the services of the catalogue, once somebody wants to name one. */
function ConnectorInput(attributes: FieldNames & TextProps): JSX.Element {
  const { api } = useSession();
  const [known, setKnown] = useState<readonly ConnectorSummary[]>([]);
  // Without the suggestions the field works as well.
  const suggest = (): void => void (known.length === 0 && api.every<ConnectorSummary>('/v1/connectors').then(setKnown, () => undefined));
  return (
    <>
      <input {...attributes} list="connectors" onFocus={suggest} placeholder="jira-cloud" />
      <datalist id="connectors">
        {known.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </datalist>
    </>
  );
}
