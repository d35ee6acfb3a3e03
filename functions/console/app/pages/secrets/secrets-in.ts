import { parseSecretArn, type SecretArn } from '../../../../../shared/masks/arn.ts';
import { scanText } from '../../../../../shared/masks/mask.ts';
import type { StoredConnection } from '../../api/types.ts';

/** The ARNs of the secrets that the masks of a config name, each once. */
export function secretsIn(config: StoredConnection['config']): readonly string[] {
  return [...new Set(textsIn(config).flatMap((text) => scanText(text).masks.map(({ secretArn }) => secretArn)))];
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** A secret, and how many of some connections name it. */
export type KnownSecret = Pick<SecretArn, 'account' | 'region'> & { readonly arn: string; readonly count: number };

/** The secrets of these connections, by name. */
export function knownSecrets(connections: readonly Pick<StoredConnection, 'config'>[]): readonly KnownSecret[] {
  const counts = new Map<string, number>();
  for (const arn of connections.flatMap(({ config }) => secretsIn(config))) counts.set(arn, (counts.get(arn) ?? 0) + 1);
  const known = [...counts].flatMap(([arn, count]) => {
    const parts = parseSecretArn(arn);
    return parts === null ? [] : [{ ...parts, arn, count }];
  });
  return known.toSorted((one, other) => one.name.localeCompare(other.name) || one.arn.localeCompare(other.arn));
}
