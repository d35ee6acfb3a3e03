import { DescribeSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ResolverError } from '../errors.ts';
import { ExpiringCache } from './expiring-cache.ts';
import { type FlightDeps, Flights } from './flights.ts';
import type { AskAws } from './secret-provider.ts';

/** A secret's tags, the stages that label a version of it (undefined: not told), and when the request for them left (epoch ms). */
export type SecretTags = { readonly tags: ReadonlyMap<string, string>; readonly stages?: ReadonlySet<string>; readonly readAtMs: number };
export type TagReaderDeps = FlightDeps & { readonly client: SecretsManagerClient; readonly ask: AskAws; readonly random: () => number };

/** As long as values, at most. */
const MAX_AGE_MS = { least: 45_000, most: 60_000 };

/** The tags of the secrets of one region, as one reader sees them. */
export class TagReader {
  readonly #deps: TagReaderDeps;
  readonly #flights: Flights<SecretTags>;
  readonly #kept: ExpiringCache<SecretTags>;

  constructor(deps: TagReaderDeps) {
    this.#deps = deps;
    this.#flights = new Flights(deps);
    this.#kept = new ExpiringCache(deps);
  }

  /** @throws ResolverError with a `secret_*`, `vault_*` or `role_*` code */
  async read(arn: string, isFresh: boolean): Promise<SecretTags> {
    const kept = isFresh ? undefined : this.#kept.get(arn);
    return kept ?? this.#flights.join(arn, { isFresh, start: () => this.#fetch(arn), land: (read) => this.#keep(arn, read) });
  }

  drop(arn: string): void {
    this.#kept.delete(arn);
  }

  forget(arn?: string): void {
    this.#flights.forget(arn);
    if (arn === undefined) this.#kept.clear();
    else this.#kept.delete(arn);
  }

  #keep(arn: string, read: SecretTags): void {
    const { least, most } = MAX_AGE_MS;
    this.#kept.set(arn, read, read.readAtMs + least + this.#deps.random() * (most - least));
  }

  async #fetch(arn: string): Promise<SecretTags> {
    const readAtMs = this.#deps.now();
    const answer = await this.#deps.ask(arn, (options) => this.#deps.client.send(new DescribeSecretCommand({ SecretId: arn }), options));
    if (answer.ARN !== arn) throw new ResolverError('vault_unavailable', { arn });
    if (answer.DeletedDate !== undefined) throw new ResolverError('secret_pending_deletion', { arn });
    const stages = new Set(Object.values(answer.VersionIdsToStages ?? {}).flat());
    return { tags: new Map((answer.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])), stages, readAtMs };
  }
}
