import type { JsonObject } from '../json.ts';
import { findMasks } from '../masks/find-references.ts';

/** The ARNs of the secrets that a config's masks name, each once. */
export function secretArnsOf(config: JsonObject): readonly string[] {
  return [...new Set(findMasks(config, () => 'maskable').masks.map((mask) => mask.secretArn))];
}
