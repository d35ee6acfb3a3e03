import { AssumeRoleCommand, type AssumeRoleCommandInput, type STSClient } from '@aws-sdk/client-sts';
import { ResolverError } from '../errors.ts';
import { isSessionRefused, sessionError } from './aws-errors.ts';
import { withinDeadline } from './aws-calls.ts';

/** Who reads: a store's reader role on behalf of one project. */
export type Reader = { readonly roleArn: string; readonly externalId: string; readonly workspace: string; readonly project: string };
type SessionDeps = { readonly sts: () => Pick<STSClient, 'send'>; readonly now: () => number };
type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string; readonly expiration: Date };
type Session = { readonly credentials: Credentials; readonly endsAtMs: number };

/** The most that role chaining (Lambda role → reader role) is sure to get without asking for more. */
const SESSION_SECONDS = 900;
const EARLY_MS = 300_000;
const RETRY_RENEWAL_MS = 30_000;

/** One STS session of one reader: opened when first needed, renewed five minutes early, never more than one request for it in the air. */
export class ReaderSession {
  readonly #reader: Reader;
  readonly #deps: SessionDeps;
  #session: Session | null = null;
  #renewAtMs = 0;
  #opening: Promise<Session> | null = null;

  constructor(reader: Reader, deps: SessionDeps) {
    this.#reader = reader;
    this.#deps = deps;
  }

  /** For SDK clients. "memoized" keeps the SDK from caching on its own, which would outlive a renewal. */
  readonly credentials = Object.assign(async (): Promise<Credentials> => (await this.#current()).credentials, { memoized: true });

  /**
   * Runs a call that signs with this session; where AWS calls the session expired or unknown, once more with a new one.
   * @throws ResolverError `role_unavailable`, `vault_throttled`, `vault_timeout`, `vault_unavailable` · whatever `call` throws
   */
  async use<T>(call: () => Promise<T>): Promise<T> {
    const session = await this.#current();
    try {
      return await call();
    } catch (error) {
      if (!isSessionRefused(error)) throw error;
      if (this.#session === session) this.#session = null;
      await this.#current();
      return call();
    }
  }

  async #current(): Promise<Session> {
    const now = this.#deps.now();
    if (this.#session !== null && now < this.#renewAtMs) return this.#session;
    this.#opening ??= this.#open(now).finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #open(now: number): Promise<Session> {
    try {
      this.#session = await this.#assumeRole(now);
      this.#renewAtMs = this.#session.endsAtMs - EARLY_MS;
      return this.#session;
    } catch (error) {
      const known = sessionError(error);
      const kept = known.code === 'role_unavailable' ? null : this.#session;
      if (kept === null || now >= kept.endsAtMs) throw known;
      this.#renewAtMs = Math.min(now + RETRY_RENEWAL_MS, kept.endsAtMs);
      return kept;
    }
  }

  /** The end is counted on our own clock from when the request left: that of STS may be ahead of ours. */
  async #assumeRole(now: number): Promise<Session> {
    const command = new AssumeRoleCommand(sessionRequest(this.#reader));
    const { Credentials: issued } = await withinDeadline((options) => this.#deps.sts().send(command, options));
    if (!issued?.AccessKeyId || !issued.SecretAccessKey || !issued.SessionToken) throw new ResolverError('vault_unavailable', { found: 'AWS STS' });
    const endsAtMs = now + SESSION_SECONDS * 1_000;
    const credentials = { accessKeyId: issued.AccessKeyId, secretAccessKey: issued.SecretAccessKey, sessionToken: issued.SessionToken };
    return { credentials: { ...credentials, expiration: new Date(endsAtMs) }, endsAtMs };
  }
}

/** What STS is asked for a session of this reader. */
export function sessionRequest(reader: Reader): AssumeRoleCommandInput {
  return {
    RoleArn: reader.roleArn,
    ExternalId: reader.externalId,
    RoleSessionName: sessionName(reader),
    DurationSeconds: SESSION_SECONDS,
    Tags: [
      { Key: 'workspace', Value: reader.workspace },
      { Key: 'project', Value: reader.project },
    ],
  };
}

/** What CloudTrail shows of the session: 2 to 64 of the characters that STS takes. */
function sessionName({ workspace, project }: Reader): string {
  return `smr-${project}@${workspace}`.replaceAll(/[^\w+=,.@-]/g, '-').slice(0, 64);
}
