import type { IndexedUse } from '../connections/secret-walk.ts';
import type { Course, WatchStore } from './watch-store.ts';

type HoldDeps = {
  readonly watches: Pick<WatchStore, 'course' | 'keepCourse'>;
  readonly now: () => number;
  readonly uuid: () => string;
  readonly remainingMs: () => number;
};
/** The watch's course, which one invocation alone is at. */
export type HeldCourse = {
  /** Where the invocation before has ended. */
  readonly after: IndexedUse | null;
  /** Says how far it has come; false where another one has taken over. */
  move(after: IndexedUse | null): Promise<boolean>;
  /** The next invocation need not wait. */
  end(): Promise<void>;
};

/** As long as a function may run. A hold that ends later comes from a clock that was put back. */
const MOST_HELD_MS = 900_000;

/** Null where another invocation is at it. A hold ends with the time of its invocation: whoever takes over finds it dead. */
export async function holdCourse({ watches, now, uuid, remainingMs }: HoldDeps): Promise<HeldCourse | null> {
  const nowMs = now();
  const known = await watches.course();
  if (known && known.heldUntilMs > nowMs && known.heldUntilMs <= nowMs + MOST_HELD_MS) return null;
  let kept: Course = {
    revision: known?.revision ?? 0,
    after: known?.after ?? null,
    holder: uuid(),
    heldUntilMs: nowMs + Math.min(remainingMs(), MOST_HELD_MS),
  };
  const keep = async (changed: Partial<Course>): Promise<boolean> => {
    const next = { ...kept, ...changed, revision: kept.revision + 1 };
    const isKept = await watches.keepCourse(next, kept.revision);
    if (isKept) kept = next;
    return isKept;
  };
  if (!(await keep({}))) return null;
  return { after: kept.after, move: (after) => keep({ after }), end: async () => void (await keep({ heldUntilMs: 0 })) };
}
