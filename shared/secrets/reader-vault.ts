import { SecretsManagerClient, type SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import type { STSClient } from '@aws-sdk/client-sts';
import { ResolverError } from '../errors.ts';
import { parseSecretArn } from '../masks/arn.ts';
import { clientBehaviour, type SendOptions, withinDeadline } from './aws-calls.ts';
import { vaultError } from './aws-errors.ts';
import type { Lifetimes } from './lifetimes.ts';
import { type Reader, ReaderSession } from './reader-session.ts';
import { SecretProvider } from './secret-provider.ts';
import type { SecretRecord, VersionStage } from './secret-record.ts';
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
type Region = { readonly client: SecretsManagerClient; readonly tags: TagReader; readonly providers: Map<VersionStage, SecretProvider> };

/** Everything that one reader holds: its session, and per region a client, tags, and a provider for each version stage. */
export class ReaderVault {
  readonly #shared: SharedDeps;
  readonly #session: ReaderSession;
  readonly #deps: Omit<TagReaderDeps, 'client'>;
  readonly #regions = new Map<string, Region>();

  constructor(reader: Reader, shared: SharedDeps) {
    this.#shared = shared;
    this.#session = new ReaderSession(reader, shared);
    const { lifetimes, now, random } = shared;
    this.#deps = { lifetimes, now, random, refused: (arn) => this.#drop(arn), ask: (arn, send) => this.#ask(arn, send) };
  }

  /** @throws ResolverError */
  async tagsOf(arn: string, isFresh: boolean): Promise<SecretTags> {
    return this.#regionOf(arn).tags.read(arn, isFresh);
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
    providers.set(versionStage, provider);
    return provider.read(arn, isFresh);
  }

  /** Values and tags together, of one secret or of all. */
  forget(arn?: string): void {
    for (const { tags, providers } of this.#regions.values()) for (const each of [tags, ...providers.values()]) each.forget(arn);
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
    const region: Region = { client, tags: new TagReader({ ...this.#deps, client }), providers: new Map() };
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

function regionName(arn: string): string {
  return arn.split(':', 4)[3] ?? '';
}
