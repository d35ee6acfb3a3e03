type Tree = { readonly [name: string]: unknown };

/** The JSON merge patch (RFC 7396) that makes `after` of `before`: what changed, and null for what is gone. Null where nothing did. */
export function patchOf(before: Tree, after: Tree): Tree | null {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changes = [...names].flatMap((name) => {
    const [was, is] = [own(before, name), own(after, name)];
    const change = isTree(was) && isTree(is) ? patchOf(was, is) : (is ?? null);
    return isSame(was, is) ? [] : [[name, change] as const];
  });
  return changes.length === 0 ? null : Object.fromEntries(changes);
}

function own(tree: Tree, name: string): unknown {
  return Object.hasOwn(tree, name) ? tree[name] : undefined;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSame(was: unknown, is: unknown): boolean {
  if (isTree(was) && isTree(is)) return patchOf(was, is) === null;
  return (was ?? null) === (is ?? null);
}
