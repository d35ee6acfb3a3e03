import type { StorePage } from '../connections/connection-store.ts';
import type { Period } from './period.ts';
import type { Project } from './project.ts';
import type { SecretStore } from './secret-store.ts';

/** An order to forget what is cached of a secret, or of all (`secretArn` null). An environment that has not met its id yet carries it out. */
export type Purge = { readonly id: string; readonly secretArn: string | null };

/** All that a test needs to know of its project's settings. */
export type StoreSettings = {
  readonly workspaceStore: SecretStore | null;
  readonly projectStore: SecretStore | null;
  /** What a project's store that was taken out has come to; the next one goes on from there. 0 where one stands, or there never was one. */
  readonly removedRevision: number;
  /** Those of the project and those of the workspace that caches may still have to follow. */
  readonly purges: readonly Purge[];
};

/** `next` is opaque, at most 380 characters; null on the last page. */
export type ProjectPage = { readonly items: readonly Project[]; readonly next: string | null };

/** A minute since 1970 that a dispatcher is to reach, and until when nobody else may try. */
export type TickClaim = { readonly minute: number; readonly leaseUntilMs: number };
/** The minutes `from` to `through` are one dispatcher's, until its lease ends. */
export type Tick = { readonly id: string; readonly from: number; readonly through: number };

/** Where stores, projects, purges, periods and the dispatcher's tick are kept. Every answer is what was last acknowledged. */
export type SettingsStore = {
  /** One request, of the project's item and the workspace's; `project` null asks for the workspace's alone. */
  storesFor(project: string | null): Promise<StoreSettings>;
  /** Only if the stored revision, or that of the one taken out, is `expected` (0: there never was one); `store.revision` is one more. */
  putStore(store: SecretStore, expected: number): Promise<'put' | 'conflict'>;
  /** Only if the stored revision is `expected`; that is one more then, so that no later store has one that was seen. The project then uses the workspace's store. */
  removeStore(project: string, expected: number): Promise<'removed' | 'conflict'>;
  /** For one project, or for all of them (`project` null). Kept longer than any cache lives; too many become one that forgets everything. */
  addPurge(project: string | null, purge: Purge): Promise<void>;
  project(id: string): Promise<Project | null>;
  /** Only if the stored revision is `expected` (0: none is stored). */
  putProject(project: Project, expected: number): Promise<'put' | 'conflict'>;
  /** By id. @throws RequestError `schema_invalid` for an `after` that is not of this store */
  projects(page: StorePage): Promise<ProjectPage>;
  /** To be awaited before a connection of this period is written. `full`: as many as there may be are in use, and neither it nor a usual one. */
  addPeriod(everyMinutes: number): Promise<'added' | 'full'>;
  /** All that may be in use, shortest first. */
  periods(): Promise<readonly Period[]>;
  /** Of those in which something is due: to be awaited before the tick that has found it is finished, so that none of them is given up. */
  keepPeriods(found: readonly number[]): Promise<void>;
  /** The minutes after the last finished one; null where they are done, or another dispatcher's lease is not over. */
  claimTick(claim: TickClaim): Promise<Tick | null>;
  /** `through` is `from - 1` where nothing was done. Changes nothing once another has claimed, so that what is done never moves back. */
  finishTick(tick: Tick, through: number): Promise<void>;
};
