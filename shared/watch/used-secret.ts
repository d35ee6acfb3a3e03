import type { IndexedUse, IndexedUses } from '../connections/secret-walk.ts';

/** A secret, and those of its uses that stand on one page; at least one. */
export type UsedSecret = { readonly arn: string; readonly uses: readonly IndexedUse[] };
/** The secrets of a page that are not done with yet, and how far the walk has come when they are. */
export type Stretch = { readonly secrets: readonly UsedSecret[]; readonly reached: IndexedUse | null };

/**
 * The secrets of one page. The last one may go on over the page, so it comes with the next, unless it fills this page;
 * then the pages that hold the rest of its uses pass over it.
 */
export function stretchOf({ uses, next }: IndexedUses, after: IndexedUse | null): Stretch {
  const all = secretsOf(uses);
  const whole = next !== null && all.length > 1 ? all.slice(0, -1) : all;
  return { secrets: whole.filter(({ arn }) => arn !== after?.secretArn), reached: whole.at(-1)?.uses.at(-1) ?? next };
}

function secretsOf(uses: readonly IndexedUse[]): readonly UsedSecret[] {
  const byArn = new Map<string, IndexedUse[]>();
  for (const use of uses) {
    const known = byArn.get(use.secretArn);
    if (known) known.push(use);
    else byArn.set(use.secretArn, [use]);
  }
  return [...byArn].map(([arn, its]) => ({ arn, uses: its }));
}
