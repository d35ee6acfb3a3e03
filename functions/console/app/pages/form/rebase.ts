import type { Draft } from './draft.ts';

/** What was typed, put on what somebody else has saved meanwhile: of each field, mine where I changed it, and theirs where I did not. */
export function rebased(mine: Draft, base: Draft, theirs: Draft): Draft {
  return { ...merged(mine, base, theirs), texts: merged(mine.texts, base.texts, theirs.texts), maps: merged(mine.maps, base.maps, theirs.maps) };
}

function merged<Tree extends object>(mine: Tree, base: Tree, theirs: Tree): Tree {
  const changed = Object.entries(mine).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(valueOf(base, name)));
  return { ...theirs, ...Object.fromEntries(changed) };
}

function valueOf(tree: object, name: string): unknown {
  return Object.entries(tree).find(([each]) => each === name)?.[1];
}
