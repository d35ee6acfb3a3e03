import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { ResolverError, type VerdictCode } from '../errors.ts';
import { parseSecretArn } from '../masks/arn.ts';
import { ExpiringCache } from './expiring-cache.ts';
import { Flights } from './flights.ts';
import type { TagReaderDeps } from './tag-reader.ts';

type Found = { readonly arn: string | null };
/** `readerAccount` is the account of the reader role: a name is looked up there, whatever was asked about. */
type SuccessorDeps = TagReaderDeps & { readonly readerAccount: string };

/** As long as tags, at most. */
const MAX_AGE_MS = { least: 45_000, most: 60_000 };
/** AWS may answer either where nothing of this name is. */
const ABSENT: ReadonlySet<VerdictCode> = new Set<VerdictCode>(['secret_not_found', 'secret_access_denied']);

/** Which secrets of one region were deleted and made again under the same name, and so under another ARN. */
export class Successors {
  readonly #deps: SuccessorDeps;
  readonly #flights: Flights<Found>;
  readonly #kept: ExpiringCache<Found>;

  constructor(deps: SuccessorDeps) {
    this.#deps = deps;
    this.#flights = new Flights(deps);
    this.#kept = new ExpiringCache(deps);
  }

  /** The ARN of a secret with the name that this ARN has, in its account and region; null where there is none but this one. @throws ResolverError */
  async read(arn: string): Promise<string | null> {
    const found =
      this.#kept.get(arn) ?? (await this.#flights.join(arn, { isFresh: false, start: () => this.#find(arn), land: (read) => this.#keep(arn, read) }));
    return found.arn;
  }

  /** Of this ARN or of all. */
  forget(arn?: string): void {
    this.#flights.forget(arn);
    if (arn === undefined) this.#kept.clear();
    else this.#kept.delete(arn);
  }

  #keep(arn: string, found: Found): void {
    const { least, most } = MAX_AGE_MS;
    this.#kept.set(arn, found, this.#deps.now() + least + this.#deps.random() * (most - least));
  }

  async #find(arn: string): Promise<Found> {
    const { client, ask, readerAccount } = this.#deps;
    const parts = parseSecretArn(arn);
    // An ARN without its suffix is none, and a name means one of the reader's own account.
    if (parts === null || parts.account !== readerAccount) return { arn: null };
    try {
      const answer = await ask(arn, (options) => client.send(new DescribeSecretCommand({ SecretId: parts.name }), options));
      return { arn: answer.DeletedDate === undefined && answer.ARN !== undefined && isOtherOfName(answer.ARN, arn) ? answer.ARN : null };
    } catch (error) {
      if (error instanceof ResolverError && ABSENT.has(error.code)) return { arn: null };
      throw error;
    }
  }
}

/** Whether two ARNs differ in their suffix, and in nothing else. */
function isOtherOfName(found: string, arn: string): boolean {
  const [one, other] = [parseSecretArn(found), parseSecretArn(arn)];
  if (one === null || other === null || one.suffix === other.suffix) return false;
  return one.partition === other.partition && one.region === other.region && one.account === other.account && one.name === other.name;
}
