import { randomInt, randomUUID } from 'node:crypto';

import { CURRENT, type SecretRecord, type SecretScope } from './secret-record.ts';
import type { SecretFile } from './secret-file.ts';

export type SecretSeed = {
  readonly name: string;
  /** The six characters that end the ARN. */
  readonly suffix: string;
  readonly keyValues: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** The stack's own where left out. */
  readonly account?: string;
  readonly region?: string;
};
export type StoreDeps = { readonly scope: SecretScope; readonly file: SecretFile | null; now(): number };

const SUFFIX_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const SUFFIX_LENGTH = 6;

/** The secrets of all accounts and regions. Each change is on disk before it is answered. */
export class SecretStore {
  readonly #deps: StoreDeps;
  readonly #byArn = new Map<string, SecretRecord>();
  readonly #arnByName = new Map<string, string>();

  constructor(deps: StoreDeps) {
    this.#deps = deps;
    for (const record of deps.file?.read() ?? []) this.#keep(record);
  }

  /** By name, ARN, or ARN without its suffix. Names are unique in their scope, so a partial ARN means one secret at most. */
  find(scope: SecretScope, secretId: string): SecretRecord | undefined {
    const prefix = arnPrefix(scope);
    const exact = this.#byArn.get(secretId);
    if (exact && secretId.startsWith(prefix)) return this.#current(exact);
    const name = secretId.startsWith(prefix) ? secretId.slice(prefix.length) : secretId;
    return this.#current(this.#byArn.get(this.#arnByName.get(nameKey(scope, name)) ?? ''));
  }

  /** In the order they were made. */
  list(scope: SecretScope): readonly SecretRecord[] {
    const all = [...this.#byArn.values()].filter(({ account, region }) => account === scope.account && region === scope.region);
    return all.filter((record) => this.#current(record) !== undefined);
  }

  put(record: SecretRecord): void {
    this.#keep(record);
    this.#save();
  }

  /** Remembers a read. Not worth a write of the file: the next change takes it along. */
  touch(record: SecretRecord): void {
    this.#keep(record);
  }

  remove(record: SecretRecord): void {
    this.#forget(record);
    this.#save();
  }

  newArn(scope: SecretScope, name: string): string {
    const suffix = Array.from({ length: SUFFIX_LENGTH }, () => SUFFIX_ALPHABET[randomInt(SUFFIX_ALPHABET.length)]).join('');
    return `${arnPrefix(scope)}${name}-${suffix}`;
  }

  /**
   * Makes a secret with a chosen suffix, unless one of that name exists: then it stays as it is.
   * @returns its ARN
   */
  seedSecret(seed: SecretSeed): { readonly arn: string; readonly isNew: boolean } {
    const scope = { account: seed.account ?? this.#deps.scope.account, region: seed.region ?? this.#deps.scope.region };
    const existing = this.find(scope, seed.name);
    if (existing) return { arn: existing.arn, isNew: false };
    const at = this.#deps.now();
    const value = { text: JSON.stringify(seed.keyValues) };
    const version = { id: randomUUID(), createdAtMs: at, accessedAtMs: null, value, stages: [CURRENT] };
    const arn = `${arnPrefix(scope)}${seed.name}-${seed.suffix}`;
    const dates = { createdAtMs: at, changedAtMs: at, accessedAtMs: null, deletedAtMs: null };
    this.put({ ...scope, ...dates, arn, name: seed.name, description: null, kmsKeyId: null, tags: seed.tags, versions: [version] });
    return { arn, isNew: true };
  }

  // A secret whose recovery window is over is gone, whenever that is noticed.
  #current(record: SecretRecord | undefined): SecretRecord | undefined {
    if (!record || record.deletedAtMs === null || record.deletedAtMs > this.#deps.now()) return record;
    this.remove(record);
    return undefined;
  }

  #keep(record: SecretRecord): void {
    this.#byArn.set(record.arn, record);
    this.#arnByName.set(nameKey(record, record.name), record.arn);
  }

  #forget(record: SecretRecord): void {
    this.#byArn.delete(record.arn);
    this.#arnByName.delete(nameKey(record, record.name));
  }

  #save(): void {
    this.#deps.file?.write([...this.#byArn.values()]);
  }
}

/** What stands before the name. Partitions other than aws are told by their regions. */
export function arnPrefix({ account, region }: SecretScope): string {
  return `arn:${partitionOf(region)}:secretsmanager:${region}:${account}:secret:`;
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

function nameKey({ account, region }: SecretScope, name: string): string {
  return `${account}/${region}/${name}`;
}
