import type { StorePage } from '../connections/connection-store.ts';
import type { MemberEnd, Run, RunCounts, RunMember } from './run.ts';

export type RunPage = { readonly items: readonly Run[]; readonly next: string | null };
export type MemberPage = { readonly items: readonly RunMember[]; readonly next: string | null };
/** `movedAt`: when it last came into another state, or one of its members joined or ended. ISO 8601 in UTC. */
export type OpenRun = Run & { readonly movedAt: string };
export type OpenRunPage = { readonly items: readonly OpenRun[]; readonly next: string | null };

/** Where runs are kept, and each of their connections with what came of it. Every answer about one run or member is what was last acknowledged. */
export type RunStore = {
  create(run: Run): Promise<'created' | 'exists'>;
  /** Its counts are those of its members that have ended. */
  get(id: string): Promise<Run | null>;
  /**
   * Newest first, those that reach no project but these; null: all. May be a moment behind, and a page shorter than its limit.
   * @throws RequestError `schema_invalid` for an `after` that is not of this store
   */
  list(projects: readonly string[] | null, page: StorePage): Promise<RunPage>;
  /** Those that have not finished, and those that have and were not told of; oldest first: whoever keeps the time looks after them. */
  open(page: StorePage): Promise<OpenRunPage>;
  /** Adds those that are not in it yet, and leaves the others as they are; at most 25. None at all says that its gathering goes on. */
  addMembers(id: string, members: readonly Pick<RunMember, 'connectionId' | 'project'>[]): Promise<void>;
  /** All are in: `gathering` becomes `running`. */
  gathered(id: string): Promise<void>;
  member(id: string, connectionId: string): Promise<RunMember | null>;
  /**
   * By connection id. `failed`: ended as refused, inconclusive or not_attempted.
   * @throws RequestError `schema_invalid` for an `after` that is not of this store
   */
  members(id: string, which: MembersAsked, page: StorePage): Promise<MemberPage>;
  /** The first end stays. `remaining` is about how many have none yet, and exactly so where nobody died on the way. */
  endMember(id: string, connectionId: string, end: MemberEnd): Promise<EndedMember>;
  /** A running or cancelled run whose members have all ended, with what came of them; whoever `finished` it, tells of it. A running one is done. */
  finish(id: string, counts: RunCounts, finishedAt: string): Promise<'finished' | 'already'>;
  /** It has finished and was told of: it is no longer open. */
  told(id: string): Promise<void>;
  /** What has not begun is skipped; it stays open until it is finished. */
  cancel(id: string, at: string): Promise<'cancelled' | 'over' | 'gone'>;
};

export type MembersAsked = 'all' | 'failed' | 'pending';
export type EndedMember = { readonly outcome: 'ended' | 'already' | 'gone'; readonly remaining: number };
