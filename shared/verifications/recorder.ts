import { randomUUID } from 'node:crypto';
import type { Connection } from '../connections/connection.ts';
import type { Connector, Method } from '../connectors/connector.ts';
import type { Binding } from '../egress/bind.ts';
import type { Destination, HostedDestination } from '../egress/destination.ts';
import { hostLabel } from '../egress/parse-destination.ts';
import { type Fix, ResolverError, type VerdictCode, type VerdictRow, VERDICTS, type Where } from '../errors.ts';
import type { LocatedMask } from '../masks/secret-reference.ts';
import { Redactor } from '../redact/redactor.ts';
import type { Secret } from '../secrets/secret.ts';
import type { FetchedSecrets } from '../secrets/vault.ts';
import type { StepName, Verification } from './verification.ts';
import type { TestIntent } from './verification-store.ts';

/** Under which id and time a test is written down, where that is settled before it begins; `at` is ISO 8601 in UTC. */
export type Entry = { readonly id: string; readonly at: string };
export type RecorderClock = { readonly now: () => number; readonly elapsedMs: () => number; readonly entry?: Entry | undefined };
type Subject = { readonly connector: Connector; readonly method: Method; readonly masks: readonly LocatedMask[] };
/** `identity`: whom the credentials belong to, where a vendor says so. */
export type Verdict = { readonly code: VerdictCode; readonly where: Where; readonly identity?: string };

const UNSHOWN = 'It names a host that may not be shown, since it resembles a value.';

/** Gathers what one verification is to say, and says it with every secret it was told of taken out. */
export class Recorder {
  readonly #redactor = new Redactor();
  readonly #clock: RecorderClock;
  readonly #startedAt: number;
  readonly #startedMs: number;
  readonly #steps: { name: StepName; ms: number }[] = [];
  readonly #base: Pick<Verification, 'id' | 'connectionId' | 'connector'>;
  readonly #project: string;
  readonly #at: string;
  #masks: readonly LocatedMask[] = [];
  #hosts: readonly string[] = [];
  #secrets: FetchedSecrets | null = null;
  #subject: { readonly method: string; readonly connector: string } | null = null;
  #host: string | null = null;
  readonly #values = new Set<Secret>();

  constructor(connection: Connection, clock: RecorderClock) {
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.#startedMs = clock.elapsedMs();
    const { id, at } = clock.entry ?? newEntry(this.#startedAt);
    this.#base = { id, connectionId: connection.id, connector: connection.connector };
    this.#at = at;
    this.#project = connection.project;
  }

  /** Times a step; one that throws is recorded too. */
  async step<T>(name: StepName, work: () => T | Promise<T>): Promise<T> {
    const from = this.#clock.elapsedMs();
    try {
      return await work();
    } finally {
      this.#steps.push({ name, ms: tenths(this.#clock.elapsedMs() - from) });
    }
  }

  about({ connector, method, masks }: Subject): void {
    this.#subject = { connector: connector.name, method: method.id };
    this.#masks = masks;
  }

  /** The hosts known before the first request. */
  bound(destinations: readonly Destination[]): void {
    this.#hosts = [...new Set(destinations.map(hostLabel))];
  }

  /** What is about to happen, as far as it is known by now. */
  get intent(): TestIntent {
    const secrets = this.#masks.map(({ secretArn, pointer, keyName, path }) => ({ arn: secretArn, key: path ?? keyName, field: pointer }));
    return { ...this.#base, at: this.#at, project: this.#project, method: this.#subject?.method ?? null, hosts: this.#hosts, secrets };
  }

  /**
   * The host the latest request goes to. One that an answer named, and no owner of a secret, will be shown too: nothing of a secret may stand in it.
   * @throws ResolverError `unexpected_response`
   */
  async towards(destination: HostedDestination, { permits }: Pick<Binding, 'permits'>): Promise<void> {
    const host = hostLabel(destination);
    const isKnown = this.#hosts.includes(host) || permits(destination);
    if (!isKnown && !(await this.mayShow(host))) throw new ResolverError('unexpected_response', { hint: UNSHOWN });
    this.#host = host;
  }

  /** Whether a text that came from a target says nothing of a secret, as far as can be told. */
  async mayShow(text: string): Promise<boolean> {
    const { isKin } = await import('../redact/kinship.ts');
    return this.#redactor.clean(text) === text && !isKin(text, this.#values);
  }

  used(secrets: FetchedSecrets): void {
    this.#secrets = secrets;
  }

  learn(secret: Secret): Secret {
    this.#values.add(secret);
    this.#redactor.learn([secret]);
    return secret;
  }

  /** A header may hold a value in a form of its own ("Basic …"), and is learned whole. */
  learnHeader(header: Secret): void {
    this.#redactor.learn([header]);
  }

  async finish({ code, where: found, identity }: Verdict): Promise<Verification> {
    const row: VerdictRow = VERDICTS[code];
    const where = this.#whereOf(found);
    const fix: Fix | null = row.fix?.(where) ?? null;
    const warnings = await this.#warningsFor(code);
    return this.#redactor.clean({
      ...this.#base,
      method: this.#subject?.method ?? null,
      status: row.status,
      code,
      message: row.message(where),
      fix,
      retryable: row.retryable,
      target: where.host === undefined ? null : { host: where.host, httpStatus: where.httpStatus ?? null },
      identity: identity ?? null,
      secrets: this.#secrets?.uses ?? [],
      steps: this.#steps,
      startedAt: new Date(this.#startedAt).toISOString(),
      durationMs: tenths(this.#clock.elapsedMs() - this.#startedMs),
      ...warnings,
    });
  }

  async #warningsFor(code: VerdictCode): Promise<Pick<Verification, 'warnings'>> {
    const secrets = this.#secrets;
    if (code === 'ok' || secrets === null) return {};
    return (await import('./value-warnings.ts')).warningsFor(code, this.#masks, (reference) => secrets.valueOf(reference));
  }

  #whereOf(found: Where): Where {
    return { connector: this.#subject?.connector ?? 'The service', ...(this.#host !== null && { host: this.#host }), ...found };
  }
}

/** An entry of its own, for a test that nobody else comes to carry out. */
export function newEntry(nowMs: number): Entry {
  return { id: `ver_${randomUUID().replaceAll('-', '')}`, at: new Date(nowMs).toISOString() };
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
