import { makeHostGate } from '../../shared/hosts/gate.ts';
import type { Admission, HostGate, HostPass, HostSign } from '../../shared/hosts/host-gate.ts';
import { type FakeClock, makeFakeClock } from '../helpers/fake-clock.ts';
import { makeMemoryHostStore } from '../helpers/stores/memory-host-store.ts';
import { between, oneOf } from '../helpers/random.ts';

/** How the host takes what is sent: always, never, until some time, from some time on; `polite` asks now and then to be left alone. */
export type Nature = 'healthy' | 'dead' | 'dies' | 'recovers' | 'polite';
type Sent = { readonly gate: HostGate; readonly pass: HostPass; readonly sentMs: number; readonly overMs: number; readonly sign: HostSign };

const HOST = 'jira.example.com';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Several environments that send to one host at random moments, of which some die before they tell. */
export class HostHistory {
  readonly #random: () => number;
  readonly #nature: Nature;
  readonly #environments: number;
  readonly #clock: FakeClock = makeFakeClock();
  readonly #gates: HostGate[];
  readonly #flight: Sent[] = [];
  readonly #isFast: boolean;
  readonly #newGate: () => HostGate;
  /** From then on it is what it will be. */
  readonly #turnsMs: number;
  /** When a request that it did not answer was sent. */
  readonly #unansweredMs: number[] = [];
  /** Until when it asked to be left alone, and when that was told. */
  #asked = { untilMs: 0, toldMs: Infinity };
  #wrong: string | null = null;
  readonly counts = new Map<string, number>();
  readonly told: string[] = [];

  constructor(nature: Nature, random: () => number) {
    this.#random = random;
    this.#nature = nature;
    this.#isFast = random() < 0.5;
    this.#environments = between(1, 5, random);
    this.#turnsMs = this.#clock.now() + between(0, 10, random) * MINUTE_MS;
    const store = makeMemoryHostStore();
    let ids = 0;
    this.#newGate = () => makeHostGate({ store, now: this.#clock.now, random, uuid: () => `p${(ids += 1)}`, wait: this.#clock.wait });
    this.#gates = Array.from({ length: this.#environments }, this.#newGate);
  }

  /** The most that went unanswered in any minute. */
  get most(): number {
    return Math.max(0, ...this.#unansweredMs.map((from) => this.#unansweredMs.filter((atMs) => atMs >= from && atMs < from + MINUTE_MS).length));
  }

  /** What is wrong; null where nothing is. */
  async run(steps: number): Promise<string | null> {
    for (let step = 0; step < steps; step += 1) {
      await (this.#random() < 0.5 ? this.#enter() : this.#pass());
      if (this.#wrong !== null) return this.#wrong;
    }
    return this.#nature === 'recovers' ? this.#opens() : null;
  }

  /** One, or a batch of ten at once; who stands in a line comes in later, while time passes. */
  async #enter(): Promise<void> {
    const gate = oneOf(this.#gates, this.#random);
    for (let count = this.#random() < 0.4 ? 10 : 1; count > 0; count -= 1)
      void gate.enter(HOST).then((admission) => {
        this.#wrong ??= this.#judge(gate, admission);
      });
    await this.#clock.advance(0);
  }

  #judge(gate: HostGate, admission: Admission): string | null {
    const nowMs = this.#clock.now();
    this.#count(admission.kind);
    if (admission.kind === 'open') {
      this.#send(gate, admission.pass);
      // The other environments hear of it within a second.
      return nowMs < this.#asked.untilMs && nowMs > this.#asked.toldMs + 1_000 ? 'it asked to be left alone, and is not' : null;
    }
    this.told.push(`${nowMs} ${admission.kind} for ${admission.untilMs - nowMs}`);
    return this.#judgeWait(admission.kind, admission.untilMs - nowMs);
  }

  #judgeWait(kind: 'busy' | 'closed', waitMs: number): string | null {
    if (kind === 'busy') return waitMs < 1_000 || waitMs > 2 * MINUTE_MS ? `busy for ${waitMs} ms` : null;
    if (this.#nature === 'healthy') return 'a healthy host is closed';
    return waitMs > (this.#nature === 'polite' ? HOUR_MS + 1_000 : 15 * MINUTE_MS) ? `closed for ${waitMs} ms` : null;
  }

  #send(gate: HostGate, pass: HostPass): void {
    const sentMs = this.#clock.now();
    const sign = this.#signAt(sentMs);
    const isAnswered = sign.kind === 'answered' || sign.kind === 'closed';
    const mayAnswer = this.#nature !== 'dead' && (this.#nature !== 'dies' || sentMs < this.#turnsMs);
    if (!isAnswered && sign.kind !== 'unsent' && !mayAnswer) this.#unansweredMs.push(sentMs);
    const takesMs = isAnswered || this.#isFast ? between(1, 400, this.#random) : between(3_000, 10_000, this.#random);
    this.#flight.push({ gate, pass, sentMs, overMs: sentMs + takesMs, sign });
    this.#flight.sort((a, b) => a.overMs - b.overMs);
    this.told.push(`${sentMs} sent ${pass.id}${pass.isTry ? ' as a try' : ''}`);
  }

  #signAt(atMs: number): HostSign {
    const dice = this.#random();
    if (dice < 0.05) return { kind: 'unsent' };
    const isUp = { healthy: true, polite: true, dead: false, dies: atMs < this.#turnsMs, recovers: atMs >= this.#turnsMs }[this.#nature];
    if (dice < 0.1) return { kind: 'unknown' };
    if (this.#nature === 'polite' && dice < 0.3) return { kind: 'closed', retryAfterMs: oneOf([0, 5_000, 2 * MINUTE_MS, 2 * HOUR_MS], this.#random) };
    return { kind: isUp ? 'answered' : this.#isFast ? 'failed' : 'silent' };
  }

  /** Time passes: what is over in it is told; or an environment dies, and another comes. */
  async #pass(): Promise<void> {
    if (this.#random() < 0.03) this.#die();
    const ms = oneOf([1, 10, 100, 400, 1_000, 3_000, 5_000, 20_000, MINUTE_MS], this.#random);
    const untilMs = this.#clock.now() + ms;
    for (let next = this.#flight[0]; next && next.overMs <= untilMs; next = this.#flight[0]) {
      await this.#clock.advance(Math.max(0, next.overMs - this.#clock.now()));
      await this.#tell(next);
    }
    await this.#clock.advance(untilMs - this.#clock.now());
  }

  async #tell(sent: Sent): Promise<void> {
    this.#flight.splice(this.#flight.indexOf(sent), 1);
    this.#count(sent.sign.kind);
    this.told.push(`${this.#clock.now()} ${sent.sign.kind} ${sent.pass.id}`);
    if (sent.sign.kind === 'closed') this.#asks(sent.sign.retryAfterMs);
    await sent.gate.tell(sent.pass, sent.sign);
  }

  #asks(retryAfterMs: number): void {
    const untilMs = this.#clock.now() + Math.min(HOUR_MS, retryAfterMs);
    if (untilMs > this.#asked.untilMs) this.#asked = { untilMs, toldMs: this.#clock.now() };
  }

  /** Nobody tells what it has sent. */
  #die(): void {
    const index = between(0, this.#gates.length - 1, this.#random);
    const dead = this.#gates[index];
    this.#gates[index] = this.#newGate();
    for (const sent of this.#flight.filter(({ gate }) => gate === dead)) this.#flight.splice(this.#flight.indexOf(sent), 1);
    this.#count('dies');
    this.told.push(`${this.#clock.now()} an environment dies`);
  }

  /** Once it answers again it is open to all when its time is over, which is a quarter of an hour, and the lease of one who died. */
  async #opens(): Promise<string | null> {
    await this.#clock.advance(Math.max(0, this.#turnsMs - this.#clock.now()));
    this.#die();
    this.#flight.length = 0;
    const sinceMs = this.#clock.now();
    for (const gate of [...this.#gates, ...this.#gates]) {
      const pass = await this.#patiently(gate);
      if (pass === null) return `it answers, and is shut ${this.#clock.now() - sinceMs} ms later`;
      await gate.tell(pass, { kind: 'answered' });
    }
    await this.#clock.advance(1_000);
    const admissions = await Promise.all(this.#gates.map((gate) => gate.enter(HOST)));
    const isOpen = admissions.every((each) => each.kind === 'open' && !each.pass.isTry);
    this.#count('opens');
    return isOpen ? null : 'it answered, and is not open to all';
  }

  /** Comes again whenever it is told to. */
  async #patiently(gate: HostGate): Promise<HostPass | null> {
    const latestMs = this.#clock.now() + 15 * MINUTE_MS + 30_000;
    while (this.#clock.now() <= latestMs) {
      const admission = await this.#clock.run(gate.enter(HOST));
      if (admission.kind === 'open') return admission.pass;
      await this.#clock.advance(admission.untilMs - this.#clock.now());
    }
    return null;
  }

  #count(kind: string): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }
}
