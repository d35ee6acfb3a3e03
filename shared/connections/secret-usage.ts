import { findMasks } from '../masks/find-references.ts';
import type { ConnectionState, StoredConnection } from './stored-connection.ts';

/** How one connection uses one secret: the fields that name it (JSON Pointers) and the keys or paths they name. */
export type SecretUsage = {
  readonly connectionId: string;
  readonly name: string;
  readonly project: string;
  readonly connector: string;
  readonly state: ConnectionState;
  readonly fields: readonly string[];
  readonly keys: readonly string[];
};

export function secretUsageOf({ id, name, project, connector, config, standing }: StoredConnection, secretArn: string): SecretUsage {
  const masks = findMasks(config, () => 'maskable').masks.filter((mask) => mask.secretArn === secretArn);
  const [fields, keys] = [new Set(masks.map(({ pointer }) => pointer)), new Set(masks.map(({ keyName, path }) => path ?? keyName))];
  return { connectionId: id, name, project, connector, state: standing.state, fields: [...fields], keys: [...keys] };
}
