import { findMasks } from '../masks/find-references.ts';
import { formatMask } from '../masks/mask.ts';
import type { LocatedMask } from '../masks/secret-reference.ts';
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
  /** Of a secret that was made again under another ARN: its masks, and what to write instead. */
  readonly rewrites: readonly Rewrite[];
};
type Rewrite = { readonly field: string; readonly mask: string; readonly rewrite: string };

/** `newArn`: under which the secret was made again, if it was. */
export function secretUsageOf(connection: StoredConnection, secretArn: string, newArn: string | null): SecretUsage {
  const { id, name, project, connector, config, standing } = connection;
  const masks = findMasks(config, () => 'maskable').masks.filter((mask) => mask.secretArn === secretArn);
  const [fields, keys] = [new Set(masks.map(({ pointer }) => pointer)), new Set(masks.map(({ keyName, path }) => path ?? keyName))];
  const rewrites = newArn === null ? [] : rewritesOf(masks, newArn);
  return { connectionId: id, name, project, connector, state: standing.state, fields: [...fields], keys: [...keys], rewrites };
}

/** Each once, however often a field has it. */
function rewritesOf(masks: readonly LocatedMask[], newArn: string): readonly Rewrite[] {
  const all = masks.map((mask) => ({ field: mask.pointer, mask: formatMask(mask), rewrite: formatMask({ ...mask, secretArn: newArn }) }));
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
}
