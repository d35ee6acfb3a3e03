import { SecretsManagerClient, type SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import type { STSClient } from '@aws-sdk/client-sts';
import { ResolverError } from '../errors.ts';
import { parseSecretArn } from '../masks/arn.ts';
import { clientBehaviour, type SendOptions, withinDeadline } from './aws-calls.ts';
import { vaultError } from './aws-errors.ts';
import type { Lifetimes } from './lifetimes.ts';
import { type Reader, ReaderSession } from './reader-session.ts';
import type { SecretFate } from './fate-reader.ts';
import { SecretProvider } from './secret-provider.ts';
import type { SecretRecord, VersionStage } from './secret-record.ts';
import { Successors } from './successors.ts';
import { type SecretTags, TagReader, type TagReaderDeps } from './tag-reader.ts';

/** What all readers share: limits, clocks and the one STS client. Never a value. */
export type SharedDeps = {
  readonly values: Lifetimes;
  /** Of tags and refusals. */
  readonly lifetimes: Lifetimes;
  readonly secretsManager: SecretsManagerClientConfig;
  readonly sts: () => STSClient;
  readonly now: () => number;
  readonly random: () => number;
};
type Region = {
  readonly client: SecretsManagerClient;
  readonly tags: TagReader;
  readonly successors: Successors;
  readonly providers: Map<VersionStage, SecretProvider>;
};

/** Everything that one reader holds: its session, and per region a client, tags, and a provider for each version stage. */
export class ReaderVault {
  readonly #shared: SharedDeps;
  readonly #session: ReaderSession;
  readonly #readerAccount: string;
  readonly #deps: Omit<TagReaderDeps, 'client'>;
  readonly #regions = new Map<string, Region>();

  constructor(reader: Reader, shared: SharedDeps) {
    this.#shared = shared;
    this.#session = new ReaderSession(reader, shared);
    this.#readerAccount = reader.roleArn.split(':')[4] ?? '';
    const { lifetimes, now, random } = shared;
    this.#deps = { lifetimes, now, random, refused: (arn) => this.#drop(arn), ask: (arn, send) => this.#ask(arn, send) };
  }

  /** @throws ResolverError */
  async tagsOf(arn: string, isFresh: boolean): Promise<SecretTags> {
    return this.#regionOf(arn).tags.read(arn, isFresh);
  }

  /** Never from a cache. @throws ResolverError */
  async fateOf(arn: string): Promise<SecretFate> {
    // The watch alone asks.
    const { readFate } = await import('./fate-reader.ts');
    return readFate(arn, { ...this.#deps, client: this.#regionOf(arn).client });
  }

  /** @throws ResolverError */
  async successorOf(arn: string): Promise<string | null> {
    return this.#regionOf(arn).successors.read(arn);
  }

  kept(arn: string, versionStage: VersionStage): SecretRecord | undefined {
    return this.#regions.get(regionName(arn))?.providers.get(versionStage)?.kept(arn);
  }

  /** @throws ResolverError */
  async read(arn: string, versionStage: VersionStage, isFresh: boolean): Promise<SecretRecord> {
    const { client, providers } = this.#regionOf(arn);
    const known = providers.get(versionStage);
    if (known !== undefined) return known.read(arn, isFresh);
    const provider = new SecretProvider({ ...this.#deps, values: this.#shared.values, client, versionStage });
    if (versionStage === 'AWSPENDING') return readOnce(provider, arn);
    providers.set(versionStage, provider);
    return provider.read(arn, isFresh);
  }

  /** All that is known of one secret or of all. */
  forget(arn?: string): void {
    for (const { tags, successors, providers } of this.#regions.values()) for (const each of [tags, successors, ...providers.values()]) each.forget(arn);
  }

  #drop(arn: string): void {
    for (const { tags, providers } of this.#regions.values()) for (const each of [tags, ...providers.values()]) each.drop(arn);
  }

  #regionOf(arn: string): Region {
    if (parseSecretArn(arn) === null) throw new ResolverError('secret_not_found', { arn });
    const name = regionName(arn);
    const known = this.#regions.get(name);
    if (known !== undefined) return known;
    const { secretsManager, random } = this.#shared;
    const client = new SecretsManagerClient({ ...secretsManager, ...clientBehaviour(random), region: name, credentials: this.#session.credentials });
    const deps = { ...this.#deps, client };
    const region: Region = {
      client,
      tags: new TagReader(deps),
      successors: new Successors({ ...deps, readerAccount: this.#readerAccount }),
      providers: new Map(),
    };
    this.#regions.set(name, region);
    return region;
  }

  async #ask<T>(arn: string, send: (options: SendOptions) => Promise<T>): Promise<T> {
    try {
      return await this.#session.use(() => withinDeadline(send));
    } catch (error) {
      throw vaultError(error, arn);
    }
  }
}

/**
 * With a provider of its own, so that nobody shares what is in the air or finds it cached: a version that is not current yet is good for one test,
 * and another may be put in its place at any moment.
 */
async function readOnce(provider: SecretProvider, arn: string): Promise<SecretRecord> {
  try {
    return await provider.read(arn, true);
  } finally {
    provider.forget();
  }
}

function regionName(arn: string): string {
  return arn.split(':', 4)[3] ?? '';
}
