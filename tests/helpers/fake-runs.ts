import type * as v from 'valibot';
import type { StoredConnection as StoredConnectionSchema } from '../../shared/http/connection-schemas.ts';
import type { RunConnectionPage, VerificationRun as VerificationRunSchema } from '../../shared/http/run-schemas.ts';
import type { Verification } from '../../shared/http/answer-schemas.ts';

type StoredConnection = v.InferOutput<typeof StoredConnectionSchema>;
type VerificationRun = v.InferOutput<typeof VerificationRunSchema>;
type RunConnection = v.InferOutput<typeof RunConnectionPage>['items'][number];
type Verdict = Partial<v.InferOutput<typeof Verification>>;

const AT = '2026-11-23T12:00:00.000Z';
const NONE = { authorized: 0, refused: 0, inconclusive: 0, not_attempted: 0, skipped: 0 };

/** Runs of the contract as the CLI sees them: the first read finds them gathered, each further one finds `pace` more connections verified. */
export class FakeRuns {
  readonly #stored: () => readonly StoredConnection[];
  readonly #verdicts: ReadonlyMap<string, Verdict>;
  readonly #runs = new Map<string, { run: VerificationRun; readonly members: RunConnection[] }>();
  /** The bodies of the requests that began one. */
  readonly asked: unknown[] = [];
  pace = 2;
  /** Connections that are gone by their turn, by name. */
  readonly gone = new Set<string>();

  constructor(stored: () => readonly StoredConnection[], verdicts: ReadonlyMap<string, Verdict>) {
    this.#stored = stored;
    this.#verdicts = verdicts;
  }

  begin(selector: unknown): VerificationRun {
    this.asked.push(selector);
    const { project, labels = {} }: { project?: string; labels?: Record<string, string> } = JSON.parse(JSON.stringify(selector));
    const isMeant = (connection: StoredConnection): boolean =>
      (project ?? connection.project) === connection.project && Object.entries(labels).every(([name, value]) => connection.labels[name] === value);
    return this.#add(this.#stored().filter(isMeant), { selector: JSON.parse(JSON.stringify(selector)) });
  }

  rehearse(body: unknown): VerificationRun {
    this.asked.push(body);
    const { secretArn, connections }: { secretArn: string; connections?: string[] } = JSON.parse(JSON.stringify(body));
    const isMeant = ({ id, config }: StoredConnection): boolean => JSON.stringify(config).includes(secretArn) && (connections?.includes(id) ?? true);
    return this.#add(this.#stored().filter(isMeant), { kind: 'rehearsal', secret: { arn: secretArn, versionId: null, movedAt: null } });
  }

  read(id: string): VerificationRun | null {
    const kept = this.#runs.get(id);
    if (!kept) return null;
    const { state } = kept.run;
    if (state === 'gathering') kept.run = { ...kept.run, state: 'running', total: kept.members.length };
    if (state === 'running') for (let n = 0; n < this.pace; n += 1) this.#endOne(kept.members);
    if (kept.members.every(({ outcome }) => outcome !== null) || state === 'cancelled')
      kept.run = { ...kept.run, state: state === 'cancelled' ? 'cancelled' : 'done', finishedAt: AT };
    const counts = { ...NONE };
    for (const { outcome } of kept.members) if (outcome) counts[outcome] += 1;
    kept.run = { ...kept.run, counts };
    return kept.run;
  }

  cancel(id: string): VerificationRun | null {
    const kept = this.#runs.get(id);
    if (!kept) return null;
    if (kept.run.state !== 'done') kept.run = { ...kept.run, state: 'cancelled' };
    for (const member of kept.members) if (member.outcome === null) Object.assign(member, { outcome: 'skipped', endedAt: AT });
    return kept.run;
  }

  retry(id: string): VerificationRun | null {
    if (!this.#runs.has(id)) return null;
    const failed = new Set(this.connections(id, 'failed').map(({ connectionId }) => connectionId));
    return this.#add(
      this.#stored().filter((connection) => failed.has(connection.id)),
      { retryOf: id },
    );
  }

  connections(id: string, outcome: string | null): readonly RunConnection[] {
    const members = this.#runs.get(id)?.members ?? [];
    if (outcome === 'failed') return members.filter(({ outcome: ended }) => ended !== null && ended !== 'authorized' && ended !== 'skipped');
    return members;
  }

  verificationIdOf(connectionId: string): string {
    return `ver_${connectionId.slice('con_'.length)}`;
  }

  #add(connections: readonly StoredConnection[], fields: Partial<VerificationRun>): VerificationRun {
    const run: VerificationRun = {
      id: `run_${String(this.#runs.size + 1).padStart(32, '0')}`,
      kind: 'bulk',
      projects: ['demo'],
      selector: {},
      retryOf: null,
      secret: null,
      createdAt: AT,
      state: 'gathering',
      finishedAt: null,
      total: 0,
      counts: NONE,
      ...fields,
    };
    const members = connections.map(({ id, name, project }): RunConnection => ({
      connectionId: id,
      name,
      project,
      outcome: null,
      code: null,
      verificationId: null,
      endedAt: null,
    }));
    this.#runs.set(run.id, { run, members });
    return run;
  }

  #endOne(members: readonly RunConnection[]): void {
    const member = members.find(({ outcome }) => outcome === null);
    const connection = this.#stored().find(({ id }) => id === member?.connectionId);
    if (!member || !connection) return;
    if (this.gone.has(connection.name)) return void Object.assign(member, { outcome: 'skipped', endedAt: AT });
    const { status = 'authorized', code = 'ok' } = this.#verdicts.get(connection.name) ?? {};
    Object.assign(member, { outcome: status, code, verificationId: this.verificationIdOf(connection.id), endedAt: AT });
  }
}
