import type { JSX, TargetedInputEvent, TargetedKeyboardEvent } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { ConnectorSummary } from '../../api/types.ts';
import { Field } from '../../parts/field.tsx';
import { Answered } from '../../parts/answered.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { useSession } from '../../session.ts';
import { categoryName } from './categories.ts';
import { servicesLike } from './search.ts';
import { CONFIDENCE } from './words.ts';

const NOT_FOUND = 'No service is called that. “Any HTTP service” takes whatever speaks HTTP.';

type PickerProps = {
  /** Where somebody asked for it. */ readonly isFocused: boolean;
  readonly problem: string | null;
  readonly onChoose: (id: string) => void;
};

/** The whole catalogue, narrowed by what is typed. */
export function ServicePicker({ isFocused, problem, onChoose }: PickerProps): JSX.Element {
  const { api } = useSession();
  const catalogue = useAnswer((signal) => api.every<ConnectorSummary>('/v1/connectors', { signal }), []);
  return (
    <Answered answer={catalogue} what="the catalogue" failure="The catalogue could not be read">
      {(services) => <Search isFocused={isFocused} services={services} problem={problem} onChoose={onChoose} />}
    </Answered>
  );
}

type SearchProps = PickerProps & { readonly services: readonly ConnectorSummary[] };

function Search({ services, isFocused, problem, onChoose }: SearchProps): JSX.Element {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(-1);
  const found = servicesLike(services, typed);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => void (isFocused && input.current?.focus()), []);
  const press = (event: TargetedKeyboardEvent<HTMLInputElement>): void => {
    const to = { ArrowDown: active + 1, ArrowUp: active - 1 }[event.key];
    const chosen = found[active];
    if (to !== undefined) setActive((to + found.length) % Math.max(found.length, 1));
    else if (event.key !== 'Enter') return;
    else if (chosen) onChoose(chosen.id);
    event.preventDefault();
  };
  // The first that fits is the one that Enter chooses.
  const type = (event: TargetedInputEvent<HTMLInputElement>): void => {
    setTyped(event.currentTarget.value);
    setActive(event.currentTarget.value === '' ? -1 : 0);
  };
  const combobox = { role: 'combobox', 'aria-expanded': true, 'aria-autocomplete': 'list', 'aria-controls': `${id}-list` } as const;
  const pointed = found[active] ? { 'aria-activedescendant': `${id}-${active}` } : {};
  return (
    <>
      <Field label="Search the catalogue" help="By name, id or category: jira, payments, database" problem={problem}>
        {(names) => (
          <input {...names} {...combobox} {...pointed} ref={input} autoComplete="off" spellcheck={false} value={typed} onInput={type} onKeyDown={press} />
        )}
      </Field>
      <p class="faint" role="status">
        {found.length === 0 ? NOT_FOUND : `${found.length} of ${services.length} services`}
      </p>
      <ul id={`${id}-list`} class="services" role="listbox" aria-label="Services">
        {found.map((service, index) => (
          <Service key={service.id} id={`${id}-${index}`} service={service} isActive={index === active} onChoose={onChoose} />
        ))}
      </ul>
    </>
  );
}

type ServiceProps = { readonly id: string; readonly service: ConnectorSummary; readonly isActive: boolean; readonly onChoose: (id: string) => void };

function Service({ id, service, isActive, onChoose }: ServiceProps): JSX.Element {
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => void (isActive && place.current?.scrollIntoView({ block: 'nearest' })), [isActive]);
  const { label, meaning } = CONFIDENCE[service.confidence];
  return (
    <li ref={place} id={id} role="option" aria-selected={isActive} onClick={() => onChoose(service.id)}>
      <span class="service-name">{service.name}</span>
      <span class="faint">{categoryName(service.category)}</span>
      <code>{service.id}</code>
      <span class="faint" title={meaning}>
        {label}
      </span>
    </li>
  );
}
