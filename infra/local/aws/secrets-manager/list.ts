import type { JsonObject } from '../../../../shared/json.ts';
import { AwsError } from '../aws-error.ts';
import { metadataOf, stagesOf } from './describe.ts';
import { flagIn, numberIn, objectsIn, textIn, textsIn } from './input.ts';
import { pageOf } from './pages.ts';
import type { SecretRecord } from './secret-record.ts';
import { authorizeFor, type SecretsCall } from './secrets-call.ts';

type Attribute = { readonly ignoresCase: boolean; readonly byWord: boolean; of(record: SecretRecord): readonly string[] };

const everything = (record: SecretRecord): readonly string[] => [
  record.name,
  record.description ?? '',
  ...Object.keys(record.tags),
  ...Object.values(record.tags),
];

/** Source: API reference of Secrets Manager, "Filter". */
const ATTRIBUTES: ReadonlyMap<string, Attribute> = new Map<string, Attribute>([
  ['name', { ignoresCase: false, byWord: false, of: ({ name }) => [name] }],
  ['description', { ignoresCase: true, byWord: false, of: ({ description }) => [description ?? ''] }],
  ['tag-key', { ignoresCase: false, byWord: false, of: ({ tags }) => Object.keys(tags) }],
  ['tag-value', { ignoresCase: false, byWord: false, of: ({ tags }) => Object.values(tags) }],
  ['primary-region', { ignoresCase: false, byWord: false, of: () => [] }],
  ['owning-service', { ignoresCase: false, byWord: false, of: () => [] }],
  ['all', { ignoresCase: true, byWord: true, of: everything }],
]);

const SORT_KEYS: ReadonlyMap<string, (record: SecretRecord) => number | string> = new Map<string, (record: SecretRecord) => number | string>([
  ['name', ({ name }) => name],
  ['created-date', ({ createdAtMs }) => createdAtMs],
  ['last-changed-date', ({ changedAtMs }) => changedAtMs],
  ['last-accessed-date', ({ accessedAtMs }) => accessedAtMs ?? 0],
]);

/** ListSecrets */
export function listSecrets(call: SecretsCall): JsonObject {
  authorizeFor(call, { resource: '*', context: [] });
  const { input } = call;
  const found = filtered(call).filter(({ deletedAtMs }) => deletedAtMs === null || flagIn(input, 'IncludePlannedDeletion') === true);
  const page = pageOf(sorted(found, input), { max: numberIn(input, 'MaxResults') ?? 100, token: textIn(input, 'NextToken') });
  return { SecretList: page.items.map(entryOf), ...page.next };
}

/** The secrets that the request's Filters let through: one value of each filter must match, and no negated one. */
export function filtered(call: SecretsCall): readonly SecretRecord[] {
  const filters = (objectsIn(call.input, 'Filters') ?? []).map((filter) => filterOf(filter));
  return call.deps.store.list(call.scope).filter((record) => filters.every((lets) => lets(record)));
}

function filterOf(filter: JsonObject): (record: SecretRecord) => boolean {
  const attribute = ATTRIBUTES.get(textIn(filter, 'Key') ?? '');
  if (!attribute)
    throw new AwsError(
      'ValidationException',
      "1 validation error detected: 'filters.1.member.key' failed to satisfy constraint: Member must satisfy enum value set",
    );
  const values = textsIn(filter, 'Values') ?? [];
  const negated = values.filter((value) => value.startsWith('!')).map((value) => value.slice(1));
  const plain = values.filter((value) => !value.startsWith('!'));
  return (record) => {
    const matches = (value: string): boolean => matchesAttribute(attribute, record, value);
    return !negated.some(matches) && (plain.length === 0 || plain.some(matches));
  };
}

function matchesAttribute(attribute: Attribute, record: SecretRecord, value: string): boolean {
  const fold = (text: string): string => (attribute.ignoresCase ? text.toLowerCase() : text);
  const texts = attribute.of(record).map(fold);
  if (!attribute.byWord) return texts.some((text) => text.startsWith(fold(value)));
  const words = fold(value)
    .split(/\s+/)
    .filter((word) => word !== '');
  return words.every((word) => texts.some((text) => text.includes(word)));
}

function sorted(records: readonly SecretRecord[], input: JsonObject): readonly SecretRecord[] {
  const keyOf = SORT_KEYS.get(textIn(input, 'SortBy') ?? 'created-date') ?? (() => 0);
  const ascending = records.toSorted((one, other) => compare(keyOf(one), keyOf(other)));
  return textIn(input, 'SortOrder') === 'desc' ? ascending.toReversed() : ascending;
}

function compare(one: number | string, other: number | string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function entryOf(record: SecretRecord): JsonObject {
  const stages = stagesOf(record);
  return { ...metadataOf(record), ...(Object.keys(stages).length > 0 ? { SecretVersionsToStages: stages } : {}) };
}
