import { LEASE_MS, SKEW_MS, type Terms } from '../../shared/attempts/attempt-budget.ts';
import type { Outcome } from '../../shared/attempts/attempt-outcome.ts';
import { type Attempt, type AttemptBudget, makeAttemptBudget, type Permission } from '../../shared/attempts/attempts.ts';
import { makeMemoryAttemptStore } from '../helpers/stores/memory-attempt-store.ts';
import { between, oneOf } from '../helpers/random.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
export const WINDOW_MS = 15 * MINUTE_MS;

/** How the target takes a version of the secret: always, never, until some time, or from some time on. */
type Truth = 'good' | 'bad' | 'revoked' | 'repaired';
type Version = { readonly id: string; readonly truth: Truth; readonly turnsAtMs: number };
type Sent = { readonly attempt: Attempt; readonly version: Version; readonly order: number; readonly realMs: number; readonly backMs: number };

/** What the target and the tests saw of one version, kept apart from what the budget writes down. */
type Seen = {
  /** Real times of what was sent since the first rejection that no acceptance followed, that one with it. */
  sent: Map<string, number>;
  rejectedMs: number[];
  lastRejectionOrder: number;
  lastRejectionShownMs: number;
  inFlight: Map<string, Sent>;
  isSuspended: boolean;
};

export class History {
  readonly #random: () => number;
  readonly #budget: AttemptBudget;
  readonly #lockout: Terms['lockout'];
  readonly #mayGoBack: boolean;
  readonly #mayChange: boolean;
  readonly #seen = new Map<string, Seen>();
  #shownMs = Date.UTC(2026, 10, 23, 12);
  #realMs = 0;
  #backMs = 0;
  #order = 0;
  #versions = 0;
  #version: Version;
  /** What happened, for whoever has to find out why. */
  readonly told: string[] = [];

  constructor(random: () => number) {
    this.#random = random;
    let ids = 0;
    this.#budget = makeAttemptBudget({ store: makeMemoryAttemptStore(), now: () => this.#shownMs, uuid: () => `a${(ids += 1)}` });
    this.#lockout = oneOf(['none', 'low', 'medium', 'high'] as const, random);
    this.#mayGoBack = random() < 0.2;
    this.#mayChange = random() < 0.2;
    this.#version = this.#newVersion();
  }

  async run(steps: number): Promise<readonly string[]> {
    const wrong: string[] = [];
    for (let step = 0; step < steps; step += 1) {
      const found = await this.#step();
      if (found !== null) wrong.push(found);
    }
    return wrong;
  }

  /** What is wrong with the step; null where nothing is. */
  async #step(): Promise<string | null> {
    const dice = this.#random();
    if (dice < 0.4) return this.#ask();
    if (dice < 0.7) return this.#finish();
    if (dice < 0.74) return this.#die();
    if (dice < 0.97) return this.#pass();
    this.#version = this.#newVersion();
    this.told.push(`version ${this.#version.id} ${this.#version.truth}`);
    return null;
  }

  /** One by hand, or several that a schedule brings at once, some of which the connection was changed for. */
  async #ask(): Promise<string | null> {
    const count = this.#random() < 0.3 ? between(2, 5, this.#random) : 1;
    const changedAtMs = this.#mayChange && this.#random() < 0.3 ? this.#shownMs - between(0, 60, this.#random) * MINUTE_MS : undefined;
    const use = { arn: 'arn:x', key: 'token', versionId: this.#version.id, host: 'acme.example.com' };
    const terms = { windowMs: WINDOW_MS, lockout: this.#lockout, ...(changedAtMs !== undefined && { changedAtMs }) };
    const asked = await Promise.all(Array.from({ length: count }, () => this.#budget.ask([use], terms)));
    for (const permission of asked) {
      const wrong = this.#judge(permission, changedAtMs);
      if (wrong !== null) return wrong;
    }
    return null;
  }

  #judge(permission: Permission, changedAtMs: number | undefined): string | null {
    const seen = this.#seenOf(this.#version);
    this.told.push(`${this.#shownMs} ${permission.kind} ${permission.kind === 'permit' ? permission.attempt.id : ''}`);
    if (permission.kind === 'permit') return this.#permitted(seen, permission.attempt, changedAtMs);
    if (permission.kind === 'wait') return this.#waits(seen, permission.untilMs);
    if (this.#version.truth === 'good') return `an accepted credential is ${permission.kind}`;
    return seen.rejectedMs.length === 0 ? `${permission.kind} without a rejection` : null;
  }

  #permitted(seen: Seen, attempt: Attempt, changedAtMs: number | undefined): string | null {
    this.#order += 1;
    const most = this.#lockout === 'high' ? 1 : 3;
    const times = [...seen.sent.values()];
    seen.inFlight.set(attempt.id, { attempt, version: this.#version, order: this.#order, realMs: this.#realMs, backMs: this.#backMs });
    if (seen.rejectedMs.length === 0) return null;
    seen.sent.set(attempt.id, this.#realMs);
    if (times.some((at) => this.#realMs - at < WINDOW_MS)) return 'two attempts in a window after a rejection';
    if (times.filter((at) => this.#realMs - at < DAY_MS).length >= most) return `more than ${most} attempts in 24 hours after a rejection`;
    const isChanged = changedAtMs !== undefined && changedAtMs > seen.lastRejectionShownMs - WINDOW_MS;
    return seen.isSuspended && !isChanged ? 'an attempt with a suspended credential' : null;
  }

  #waits(seen: Seen, untilMs: number): string | null {
    if (untilMs - this.#shownMs > LEASE_MS + SKEW_MS) return 'a wait longer than a lease';
    const isHeld = [...seen.inFlight.values()].some(({ realMs, backMs }) => this.#realMs - realMs < LEASE_MS + this.#backMs - backMs);
    return isHeld ? null : 'a wait for nobody, or for somebody dead for longer than a lease';
  }

  async #finish(): Promise<string | null> {
    const sent = this.#anyInFlight();
    if (!sent) return null;
    const seen = this.#seenOf(sent.version);
    const outcome = this.#outcomeOf(sent.version);
    seen.inFlight.delete(sent.attempt.id);
    this.told.push(`${this.#shownMs} ${outcome} ${sent.attempt.id}`);
    if (outcome === 'rejected') this.#rejected(seen, sent);
    if (outcome === 'unsent') seen.sent.delete(sent.attempt.id);
    if (outcome === 'accepted' && sent.order > seen.lastRejectionOrder) Object.assign(seen, { sent: new Map(), rejectedMs: [], isSuspended: false });
    await this.#budget.tell(sent.attempt, outcome);
    if (this.#random() < 0.1) await this.#budget.tell(sent.attempt, outcome);
    return null;
  }

  #rejected(seen: Seen, { attempt, realMs }: Sent): void {
    seen.sent.set(attempt.id, realMs);
    seen.rejectedMs.push(this.#realMs);
    seen.lastRejectionOrder = this.#order;
    seen.lastRejectionShownMs = this.#shownMs;
    const today = seen.rejectedMs.filter((at) => this.#realMs - at < DAY_MS).length;
    if (today >= (this.#lockout === 'high' ? 1 : 3)) seen.isSuspended = true;
  }

  /** Whoever holds a lease dies, after it has sent or before: nobody tells. */
  #die(): null {
    const sent = this.#anyInFlight();
    if (sent) this.told.push(`${this.#shownMs} dies ${sent.attempt.id}`);
    if (sent) Object.assign(sent, { isDead: true });
    return null;
  }

  /** Time passes, and the clock goes with it, or is put back by up to an hour. */
  #pass(): null {
    const ms = oneOf(
      [between(1, 4_999, this.#random), LEASE_MS, LEASE_MS - 1, WINDOW_MS, WINDOW_MS - 1, 60 * MINUTE_MS, DAY_MS, 26 * 60 * MINUTE_MS],
      this.#random,
    );
    if (this.#mayGoBack && this.#random() < 0.2) {
      const backMs = Math.min(ms, 60 * MINUTE_MS);
      this.#shownMs -= backMs;
      this.#backMs += backMs;
    } else {
      this.#shownMs += ms;
      this.#realMs += ms;
    }
    this.told.push(`now ${this.#shownMs}`);
    return null;
  }

  #outcomeOf({ truth, turnsAtMs }: Version): Outcome {
    const dice = this.#random();
    if (dice < 0.1) return 'unknown';
    if (dice < 0.15) return 'unsent';
    const isTurned = this.#realMs >= turnsAtMs;
    return { good: true, bad: false, revoked: !isTurned, repaired: isTurned }[truth] ? 'accepted' : 'rejected';
  }

  /** Of those who live. */
  #anyInFlight(): Sent | null {
    const living = [...this.#seen.values()].flatMap(({ inFlight }) => [...inFlight.values()]).filter((sent) => !('isDead' in sent));
    return living.length === 0 ? null : oneOf(living, this.#random);
  }

  #newVersion(): Version {
    this.#versions += 1;
    const truth = oneOf(['good', 'bad', 'bad', 'revoked', 'repaired'] as const, this.#random);
    return { id: `v${this.#versions}`, truth, turnsAtMs: this.#realMs + between(0, 180, this.#random) * MINUTE_MS };
  }

  #seenOf({ id }: Version): Seen {
    const seen = this.#seen.get(id) ?? {
      sent: new Map(),
      rejectedMs: [],
      lastRejectionOrder: -1,
      lastRejectionShownMs: -Infinity,
      inFlight: new Map(),
      isSuspended: false,
    };
    this.#seen.set(id, seen);
    return seen;
  }
}
