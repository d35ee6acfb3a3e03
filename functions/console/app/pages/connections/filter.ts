import type { Query } from '../../api/api.ts';

/** What the list is narrowed to, as the address of the page says it; an empty text narrows nothing. */
export type Filter = Readonly<Record<(typeof NAMES)[number], string>>;

const NAMES = ['project', 'state', 'connector', 'label', 'secret'] as const;

export function filterIn(query: URLSearchParams): Filter {
  const of = (name: (typeof NAMES)[number]): string => (query.get(name) ?? '').trim();
  return { project: of('project'), state: of('state'), connector: of('connector'), label: of('label'), secret: of('secret') };
}

export function isEmpty(filter: Filter): boolean {
  return NAMES.every((name) => filter[name] === '');
}

/** The same for the API: labels are several, with a comma or a space between. */
export function queryOf({ label, secret, ...rest }: Filter): Query {
  return { ...rest, secretArn: secret, label: labelsIn({ label }) };
}

/** "name:value", each by itself. */
export function labelsIn({ label }: Pick<Filter, 'label'>): readonly string[] {
  return label.split(/[,\s]+/).filter((text) => text !== '');
}
