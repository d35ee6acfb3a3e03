import { type Item, numberIn, text } from '../tables/item.ts';
import type { Project } from './project.ts';
import type { SecretStore } from './secret-store.ts';

/** Of the items of all projects, sorted by id; and of the only item of the workspace. */
export const PROJECT_KIND = 'project';
const WORKSPACE = text('workspace');

/** The key of what is set for one project, or for the workspace (null). */
export function scopeKey(project: string | null): Item {
  return project === null ? { kind: WORKSPACE, id: WORKSPACE } : { kind: text(PROJECT_KIND), id: text(project) };
}

/** A store that was put before there were rehearsals has no role for them. */
export function storeIn(item: Item | undefined): SecretStore | null {
  const store: SecretStore | null = JSON.parse(item?.['store']?.S ?? 'null');
  return store && { ...NO_REHEARSALS, ...store };
}

/** 0 where a store stands, or there never was one. */
export function removedRevisionIn(item: Item | undefined): number {
  const isRemoved = item?.['storeRevision'] !== undefined && item['store'] === undefined;
  return isRemoved ? numberIn(item, 'storeRevision') : 0;
}

const NO_REHEARSALS = { rehearsalRoleArn: null } as const;

export function projectIn(item: Item | undefined): Project | null {
  const project: Project | null = JSON.parse(item?.['profile']?.S ?? 'null');
  return project;
}
