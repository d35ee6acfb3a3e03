import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import type { SecretsGetOptions } from '@aws-lambda-powertools/parameters/secrets/types';
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ResolverError } from '../errors.ts';
import type { SendOptions } from './aws-calls.ts';
import { vaultError } from './aws-errors.ts';
import { type FlightDeps, Flights } from './flights.ts';
import type { Lifetimes } from './lifetimes.ts';
import { PrivateMap } from './private-map.ts';
import { SecretRecord, type VersionStage } from './secret-record.ts';

/** Sends under the reader's session and the deadline, and maps what goes wrong. */
export type AskAws = <T>(arn: string, send: (options: SendOptions) => Promise<T>) => Promise<T>;
export type ProviderDeps = FlightDeps & {
  readonly client: SecretsManagerClient;
  readonly versionStage: VersionStage;
  /** Of values; those of refusals are apart, so that many refusals push no value out. */
  readonly values: Lifetimes;
  readonly ask: AskAws;
  readonly random: () => number;
};
type Fetched = { readonly record: SecretRecord; readonly text: string };

/** With the 1.7 s a fetch may take, no value is used more than 60 s after Secrets Manager was asked for it. */
const MAX_AGE_SECONDS = { least: 45, most: 58 };
/** A value that is forgotten, or overtaken by a fresh one, while it flies in is asked for again; that does not happen three times in a row. */
const ROUNDS = 3;

/**
 * Powertools' SecretsProvider for one reader, region and version stage. Values are fetched by its `get`, lie in its store and are good for as long as it says.
 * Added is what Powertools Parameters 2.35.0 lacks (measured): one flight per secret, a bound, the version that was read, a check of the answer,
 * errors without AWS's text, a store that no printer shows.
 */
export class SecretProvider extends SecretsProvider {
  readonly #deps: ProviderDeps;
  readonly #flights: Flights<Fetched>;
  readonly #records = new Map<string, SecretRecord>();

  constructor(deps: ProviderDeps) {
    super({ awsSdkV3Client: deps.client });
    this.#deps = deps;
    this.#flights = new Flights(deps);
    this.store = new PrivateMap();
  }

  /** The cached version, while Powertools holds it good. No promise: every test that finds its secrets cached takes this way. */
  kept(arn: string): SecretRecord | undefined {
    return this.hasKeyExpiredInCache(storeKey(arn)) ? undefined : this.#records.get(arn);
  }

  /** @throws ResolverError with a `secret_*`, `vault_*` or `role_*` code */
  async read(arn: string, isFresh: boolean): Promise<SecretRecord> {
    for (let round = 0; round < ROUNDS; round += 1) {
      await this.#get(arn, isFresh);
      const record = this.kept(arn); // where nothing has landed, one that has expired may still lie in our records
      if (record !== undefined) return record;
    }
    throw new ResolverError('vault_unavailable', { arn });
  }

  /** Lets go of the cached value; a flight in the air may still land. */
  drop(arn: string): void {
    const record = this.#records.get(arn);
    if (record !== undefined) this.#deps.values.end(record);
  }

  /** Lets go of the cached value or of all, and of what is in the air. */
  forget(arn?: string): void {
    this.#flights.forget(arn);
    for (const known of arn === undefined ? this.#records.keys() : [arn]) this.drop(known);
  }

  async #get(arn: string, forceFetch: boolean): Promise<void> {
    const { least, most } = MAX_AGE_SECONDS;
    try {
      await this.get(arn, { forceFetch, maxAge: least + Math.floor(this.#deps.random() * (most - least + 1)) });
    } catch (error) {
      throw vaultError(error instanceof Error ? error.cause : error, arn); // Powertools wraps what _get threw
    }
  }

  protected override async _get(arn: string, { maxAge = 0, forceFetch = false }: SecretsGetOptions = {}): Promise<string> {
    const { text } = await this.#flights.join(arn, {
      isFresh: forceFetch,
      start: () => this.#fetch(arn),
      land: (fetched) => this.#keep(fetched, maxAge),
    });
    return text;
  }

  /** Powertools calls this for everyone who waited. The flight has kept the value already: once, and only if nobody forgot it meanwhile. */
  override addToCache(): void {
    return undefined;
  }

  #keep({ record, text }: Fetched, maxAgeSeconds: number): void {
    const { arn } = record.version;
    this.drop(arn);
    this.#records.set(arn, record);
    super.addToCache(storeKey(arn), text, maxAgeSeconds);
    const drop = (): void => {
      this.#records.delete(arn);
      this.store.delete(storeKey(arn));
    };
    this.#deps.values.begin(record, { endsAtMs: this.#deps.now() + maxAgeSeconds * 1_000, drop });
  }

  /** Always with the stage: without it IAM has no VersionStage to compare, and denies. */
  async #fetch(arn: string): Promise<Fetched> {
    const { client, versionStage } = this.#deps;
    const readAtMs = this.#deps.now();
    const command = new GetSecretValueCommand({ SecretId: arn, VersionStage: versionStage });
    const answer = await this.#deps.ask(arn, (options) => client.send(command, options));
    const isOther = answer.ARN !== arn || answer.VersionStages?.includes(versionStage) === false;
    if (isOther || !answer.VersionId) throw new ResolverError('vault_unavailable', { arn });
    if (!answer.SecretString) throw new ResolverError('secret_not_key_value', { arn });
    const version = { arn, versionId: answer.VersionId, versionStage, readAtMs };
    return { record: new SecretRecord(version, answer.SecretString), text: answer.SecretString };
  }
}

/** As Powertools 2.35.0 forms it: the name, a comma, and the transform, which we never use. */
function storeKey(arn: string): string {
  return `${arn},`;
}
