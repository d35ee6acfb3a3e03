import { secretArnsOf } from '../connections/secret-arns.ts';
import type { StoredConnection } from '../connections/stored-connection.ts';
import { connectionsInScope, type ScopeDeps } from './connections-in-scope.ts';

/** A secret that a mask of a stored connection names. */
export type SecretUse = { readonly connectionId: string; readonly name: string; readonly project: string; readonly secretArn: string };
/** `complete` is false where there is more than was looked at. */
export type UsesInScope = { readonly uses: readonly SecretUse[]; readonly complete: boolean };
/** `now` in milliseconds. */
export type UsesDeps = ScopeDeps & { readonly now: () => number };

const MOST_CONNECTIONS = 20_000;
/** Well within the time that the function has. */
const MOST_MS = 6_000;

/** The secrets in use in a project; for the workspace (null) those of the projects that have no store of their own. */
export async function usesInScope(project: string | null, deps: UsesDeps): Promise<UsesInScope> {
  const endsAtMs = deps.now() + MOST_MS;
  const uses: SecretUse[] = [];
  let met = 0;
  for await (const { items, met: more, isLast } of connectionsInScope(project, deps)) {
    uses.push(...items.flatMap(usesOf));
    met += more;
    if (!isLast && (met >= MOST_CONNECTIONS || deps.now() > endsAtMs)) return { uses, complete: false };
  }
  return { uses, complete: true };
}

function usesOf({ id, name, project, config }: StoredConnection): readonly SecretUse[] {
  return secretArnsOf(config).map((secretArn) => ({ connectionId: id, name, project, secretArn }));
}
