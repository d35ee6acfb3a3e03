import type { StoredConnection } from '../../api/types.ts';

/** Connections picked by hand, the project of each by its id. */
export type Picks = ReadonlyMap<string, string>;
type Pickable = Pick<StoredConnection, 'id' | 'project'>;

export const NO_PICKS: Picks = new Map();
/** What a run takes by id. */
export const MOST_PICKS = 100;

/** In where it was out, and the other way round. */
export function toggled(picks: Picks, { id, project }: Pickable): Picks {
  const others = new Map([...picks].filter(([each]) => each !== id));
  return picks.has(id) || picks.size >= MOST_PICKS ? others : others.set(id, project);
}

/** All of a page where one was missing, as far as there is room; else none of them. */
export function toggledAll(picks: Picks, page: readonly Pickable[]): Picks {
  const ids = new Set(page.map(({ id }) => id));
  const elsewhere = [...picks].filter(([id]) => !ids.has(id));
  if (pickedOf(picks, page) === 'all') return new Map(elsewhere);
  return new Map([...picks, ...page.map(({ id, project }) => [id, project] as const)].slice(0, Math.max(MOST_PICKS, picks.size)));
}

export function pickedOf(picks: Picks, page: readonly Pickable[]): 'all' | 'some' | 'none' {
  const count = page.filter(({ id }) => picks.has(id)).length;
  if (count === 0) return 'none';
  return count === page.length ? 'all' : 'some';
}
