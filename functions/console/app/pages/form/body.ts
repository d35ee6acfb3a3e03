import type { ConnectorDetail, FormField } from '../../api/types.ts';
import type { Draft, Entry } from './draft.ts';

type Value = string | Readonly<Record<string, string>>;

/** What a connection is made of, as the API takes it. */
export type Fields = {
  readonly name: string;
  readonly connector: string;
  readonly method: string;
  readonly config: Readonly<Record<string, Value>>;
  readonly expectIdentity: string | null;
  readonly schedule: { readonly every: string; readonly enabled: boolean } | null;
  readonly labels: Readonly<Record<string, string>>;
};
export type TestBody = Pick<Fields, 'connector' | 'method' | 'config' | 'expectIdentity'> & { readonly project: string };
export type Method = ConnectorDetail['methods'][number];
/** A service, and one of its ways to connect. */
export type Way = { readonly detail: ConnectorDetail; readonly method: Method };

/** The way to connect that the draft names; the first where it names none of this service. */
export function wayOf({ method }: Pick<Draft, 'method'>, detail: ConnectorDetail): Way | null {
  const chosen = detail.methods.find(({ id }) => id === method) ?? detail.methods[0];
  return chosen ? { detail, method: chosen } : null;
}

/** What the test of a draft asks for. */
export function testBodyOf(draft: Draft, { detail, method }: Way): TestBody {
  return {
    connector: detail.id,
    method: method.id,
    config: configOf(draft, method.fields),
    expectIdentity: textOrNull(draft.expectIdentity),
    project: draft.project,
  };
}

/** What a draft would be stored as; its project stands apart, since it cannot change. */
export function fieldsOf(draft: Draft, way: Way): Fields {
  const { connector, method, config, expectIdentity } = testBodyOf(draft, way);
  const schedule = draft.every === '' ? null : { every: draft.every, enabled: !draft.isPaused };
  return { name: nameOf(draft, way), connector, method, config, expectIdentity, schedule, labels: recordOf(draft.labels) };
}

/** The name that was typed, or one made of service and project. */
export function nameOf({ name, project }: Pick<Draft, 'name' | 'project'>, { detail }: Pick<Way, 'detail'>): string {
  return name ?? `${detail.name} ${project}`.trim();
}

/** Of the fields of this way to connect alone; what is empty is left out. */
function configOf({ texts, maps }: Draft, fields: readonly FormField[]): Readonly<Record<string, Value>> {
  const values = fields.map(({ name, kind }): readonly [string, Value] => [name, kind === 'map' ? recordOf(maps[name] ?? []) : (texts[name] ?? '')]);
  return Object.fromEntries(values.filter(([, value]) => value !== '' && (typeof value === 'string' || Object.keys(value).length > 0)));
}

function recordOf(entries: readonly Entry[]): Readonly<Record<string, string>> {
  return Object.fromEntries(entries.filter(({ name }) => name !== '').map(({ name, text }) => [name, text]));
}

function textOrNull(text: string): string | null {
  return text === '' ? null : text;
}
