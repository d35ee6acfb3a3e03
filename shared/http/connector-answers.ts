import type * as v from 'valibot';
import type { ConnectorSummary } from '../connectors/catalogue.ts';
import type { Connector, Field, HostRule } from '../connectors/connector.ts';
import { fieldsOf } from '../connectors/fields.ts';
import { type Page, pageOf, type PageRequest } from './page.ts';
import type { ConnectorDetail } from './answer-schemas.ts';

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
    hosts: connector.hosts.map(toHost),
    methods: connector.methods.map((method) => ({
      id: method.id,
      label: method.label,
      scheme: method.scheme,
      hosts: (method.hosts ?? connector.hosts).map(toHost),
      fields: fieldsOf(connector, method).map(toFormField),
    })),
  };
}

function toHost({ pattern, kind }: HostRule): HostRule {
  return { pattern, kind };
}

function toFormField({ options, ...shown }: Field): Omit<Field, 'options'> & { options?: string[] } {
  return { ...shown, ...(options && { options: [...options] }) };
}
