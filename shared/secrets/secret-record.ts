import type { JsonObject } from '../json.ts';
import type { SecretReference } from '../masks/secret-reference.ts';
import { keyValues } from './key-values.ts';
import { lookUp, type Miss } from './look-up.ts';
import { Secret } from './secret.ts';

export type VersionStage = 'AWSCURRENT' | 'AWSPENDING';

/** Which version of which secret was read, and when the request for it left (epoch ms). */
export type SecretVersion = { readonly arn: string; readonly versionId: string; readonly versionStage: VersionStage; readonly readAtMs: number };

/** One fetched version of a secret, parsed once. No printer shows its values. */
export class SecretRecord {
  readonly version: SecretVersion;
  readonly #pairs: JsonObject;
  readonly #known = new Map<string, Secret>();

  /** @throws ResolverError `secret_not_key_value` */
  constructor(version: SecretVersion, text: string) {
    this.version = version;
    this.#pairs = keyValues(version.arn, text);
  }

  /** Names only, in the order of the secret. */
  get keyNames(): readonly string[] {
    return Object.keys(this.#pairs);
  }

  lookUp(reference: SecretReference): Secret | Miss {
    if (reference.path !== null) return lookUp(this.#pairs, reference);
    const known = this.#known.get(reference.keyName);
    if (known !== undefined) return known;
    const found = lookUp(this.#pairs, reference);
    if (found instanceof Secret) this.#known.set(reference.keyName, found);
    return found;
  }
}
