import type { StoredConnection } from '../../shared/connections/stored-connection.ts';

type Kind = 'create' | 'replace' | 'stand' | 'remove';
/** What a writer says before an operation. `revision` is the one it writes or, for a standing, is about; `op` is the mark it leaves. */
export type Begun = { readonly op: string; readonly kind: Kind; readonly id: string; readonly revision: number; readonly keepsStanding: boolean };
/** What it says once the store has answered, before it begins anything else. */
export type Ended = { readonly op: string; readonly outcome: string };
export type Marks = { readonly config: string; readonly standing: string };
export type Counts = { readonly acknowledged: number; readonly inFlight: number };

type Told = Begun & { readonly at: number; endedAt: number | null; outcome: string | null };

const DONE: Readonly<Record<Kind, string>> = { create: 'created', replace: 'replaced', stand: 'set', remove: 'removed' };
const isDone = ({ kind, outcome }: Told): boolean => outcome === DONE[kind];
const mayBeDone = (told: Told): boolean => told.endedAt === null || isDone(told);
const isWrite = ({ kind }: Told): boolean => kind === 'create' || kind === 'replace';

/** What writers said of connections, and whether what stands now can be what came of it. */
export class Story {
  readonly #told = new Map<string, Told[]>();
  readonly #open = new Map<string, Told>();
  #clock = 0;
  #acknowledged = 0;

  tell(line: Begun | Ended): void {
    this.#clock += 1;
    if ('kind' in line) {
      const told: Told = { ...line, at: this.#clock, endedAt: null, outcome: null };
      this.#open.set(line.op, told);
      this.#told.set(line.id, [...(this.#told.get(line.id) ?? []), told]);
      return;
    }
    const told = this.#open.get(line.op);
    if (!told) return;
    Object.assign(told, { endedAt: this.#clock, outcome: line.outcome });
    this.#open.delete(line.op);
    if (isDone(told)) this.#acknowledged += 1;
  }

  ids(): readonly string[] {
    return [...this.#told.keys()];
  }

  /** `inFlight`: begun since the last `settle`, and not answered. */
  counts(): Counts {
    return { acknowledged: this.#acknowledged, inFlight: this.#open.size };
  }

  /** What is wrong with a connection as it stands, or null. */
  faultOf(id: string, found: StoredConnection | null, marks: Marks): string | null {
    const told = this.#told.get(id) ?? [];
    const [writes, removals] = [told.filter(isWrite), told.filter(({ kind }) => kind === 'remove')];
    if (!found) return writes.some(isDone) && !removals.some(mayBeDone) ? `${id} is gone, and nobody removed it` : null;
    if (removals.some(isDone)) return `${id} was removed, and is there`;
    const latest = Math.max(0, ...writes.filter(isDone).map(({ revision }) => revision));
    if (found.revision < latest) return `${id} is at revision ${found.revision}, and ${latest} was acknowledged`;
    const writer = writes.find(({ op }) => op === marks.config);
    if (writer?.revision !== found.revision || !mayBeDone(writer)) return `${id} holds what nobody wrote at revision ${found.revision}`;
    return standingFault(told, writer, marks.standing);
  }

  /** Takes what was found for the truth. A request that the engine may still carry out is not forgotten: `isEngineAlive`. */
  settle(found: ReadonlyMap<string, StoredConnection>, marksOf: (connection: StoredConnection) => Marks, isEngineAlive: boolean): void {
    for (const [id, told] of this.#told) {
      const connection = found.get(id);
      const left = isEngineAlive ? told.filter(({ op }) => this.#open.has(op)) : [];
      const base = connection ? this.#baseOf(connection, marksOf(connection)) : [];
      const next = [...base, ...left.filter(({ op }) => base.every((each) => each.op !== op))];
      if (next.length > 0) this.#told.set(id, next);
      else this.#told.delete(id);
    }
    this.#open.clear();
  }

  #baseOf({ id, revision }: StoredConnection, marks: Marks): Told[] {
    const known = { id, revision, keepsStanding: false, at: this.#clock, endedAt: this.#clock };
    const write: Told = { ...known, op: marks.config, kind: 'create', outcome: DONE.create };
    return marks.standing === '' ? [write] : [write, { ...known, op: marks.standing, kind: 'stand', outcome: DONE.stand }];
  }
}

/** A standing may be any that was set and not surely set anew later; or none, where none was acknowledged. */
function standingFault(told: readonly Told[], writer: Told, mark: string): string | null {
  const revisions = revisionsKept(told.filter(isWrite), writer);
  const sets = told.filter(({ kind, revision }) => kind === 'stand' && revisions.has(revision));
  const last = Math.max(0, ...sets.filter(isDone).map(({ at }) => at));
  const found = sets.find(({ op }) => op === mark);
  if (!found) return last > 0 ? `${writer.id} has lost a standing that was acknowledged` : null;
  return mayBeDone(found) && (found.endedAt ?? Infinity) >= last ? null : `${writer.id} has a standing that was set anew since`;
}

/** The revision of a write, and those before it whose standing it has left alone. */
function revisionsKept(writes: readonly Told[], writer: Told): ReadonlySet<number> {
  const revisions = new Set([writer.revision]);
  for (let write: Told | undefined = writer; write?.keepsStanding;) {
    const before: number = write.revision - 1;
    revisions.add(before);
    write = writes.find((each) => each.revision === before && mayBeDone(each));
  }
  return revisions;
}
