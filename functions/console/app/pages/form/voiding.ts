import type { FormField, StoredConnection } from '../../api/types.ts';
import type { TestBody } from './body.ts';

type Stored = Pick<StoredConnection, 'connector' | 'method' | 'config'>;

/** What of a change voids the verdict of a connection, in words; empty where it stays good. The API decides; it compares the hosts themselves. */
export function voidedBy(stored: Stored, next: Pick<TestBody, 'connector' | 'method' | 'config'>, fields: readonly FormField[]): readonly string[] {
  if (stored.connector !== next.connector) return ['service'];
  if (stored.method !== next.method) return ['way to connect'];
  return fields
    .filter(({ origin = false }) => origin)
    .filter((field) => placeOf(stored.config[field.name], field) !== placeOf(next.config[field.name], field))
    .map(({ label }) => label);
}

/** Scheme, host and port of an address; any other text as it stands. */
function placeOf(value: unknown, { kind, default: otherwise = '' }: FormField): string {
  const text = typeof value === 'string' ? value : otherwise;
  return kind === 'url' && URL.canParse(text) ? new URL(text).origin : text;
}
