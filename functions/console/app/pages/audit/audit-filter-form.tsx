import type { JSX, TargetedEvent } from 'preact';
import { Field, type FieldNames } from '../../parts/field.tsx';
import { hashOf } from '../../route.ts';
import { type AuditFilter, isNarrowed } from './audit-filter.ts';

/** Narrows the audit of one project, and says so in the address of the page. */
export function AuditFilterForm({ filter }: { readonly filter: AuditFilter }): JSX.Element {
  const text = (name: keyof AuditFilter, placeholder: string) => (names: FieldNames) => (
    <input
      key={filter[name]}
      {...names}
      defaultValue={filter[name]}
      autoComplete="off"
      spellcheck={false}
      placeholder={placeholder}
      onChange={(event: TargetedEvent<HTMLInputElement>) => location.assign(hashOf(['audit'], { ...filter, [name]: event.currentTarget.value.trim() }))}
    />
  );
  return (
    <form class="filters" role="search" aria-label="Audit" onSubmit={(event) => event.preventDefault()}>
      <Field label="Secret">{text('secretArn', 'arn:aws:secretsmanager:…')}</Field>
      <Field label="Connection">{text('connectionId', 'con_…')}</Field>
      <Field label="Who">{text('caller', 'as in the entries, exactly')}</Field>
      {isNarrowed(filter) && (
        <a class="button quiet" href={hashOf(['audit'], { project: filter.project })}>
          Clear filters
        </a>
      )}
    </form>
  );
}
