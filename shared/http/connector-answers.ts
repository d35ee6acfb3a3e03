import type * as v from 'valibot';
import type { ConnectorSummary } from '../connectors/catalogue.ts';
import type { Connector, Field } from '../connectors/connector.ts';
import { fieldsOf } from '../connectors/fields.ts';
import { type Page, pageOf, type PageRequest } from './page.ts';
import type { ConnectorDetail } from './answer-schemas.ts';

type FormField = Omit<Field, 'origin'>;

export function connectorPage(summaries: readonly ConnectorSummary[], page: PageRequest): Page<ConnectorSummary> {
  return pageOf(summaries, page);
}

/** A connector as a form needs it: ways to connect, each with all its fields; no templates and no rules. */
export function connectorDetail(connector: Connector): v.InferOutput<typeof ConnectorDetail> {
  const { id, name, category, docs, confidence, lockout } = connector;
  return {
    id,
    name,
    category,
    docs,
    confidence,
    lockout,
    hosts: connector.hosts.map(({ pattern, kind }) => ({ pattern, kind })),
    methods: connector.methods.map((method) => ({
      id: method.id,
      label: method.label,
      scheme: method.scheme,
      fields: fieldsOf(connector, method).map(toFormField),
    })),
  };
}

function toFormField(field: Field): FormField & { options?: string[] } {
  const { options, ...shown }: Field & { origin?: boolean } = { ...field };
  delete shown.origin;
  return { ...shown, ...(options && { options: [...options] }) };
}
