import { fieldsOf, testBodyOf, type Way } from './body.ts';
import { type Draft, draftOf } from './draft.ts';
import { patchOf } from './patch.ts';
import { editable, type Stored } from './store.ts';
import { voidedBy } from './voiding.ts';

/** `isDirty`: something was typed that is lost on leaving. `isUnchanged`: there is nothing to save. `voided`: what of it voids the verdict. */
export type Changes = { readonly isDirty: boolean; readonly isUnchanged: boolean; readonly voided: readonly string[] };
type Since = { readonly initial: Draft; readonly way: Way | null; readonly stored: Stored | null };

export function changesOf(draft: Draft, { initial, way, stored }: Since): Changes {
  if (stored === null) return { isDirty: !isUntouched(draft, initial), isUnchanged: false, voided: [] };
  const { connection } = stored;
  const isDirty = JSON.stringify(draft) !== JSON.stringify(draftOf(connection));
  if (way === null) return { isDirty, isUnchanged: !isDirty, voided: [] };
  const voided = connection.standing.state === 'untested' ? [] : voidedBy(connection, testBodyOf(draft, way), way.method.fields);
  return { isDirty, isUnchanged: patchOf(editable(connection), fieldsOf(draft, way)) === null, voided };
}

/** Choosing is quickly done again; what was typed is not. */
function isUntouched(draft: Draft, initial: Draft): boolean {
  const { connector, method, project } = initial;
  return JSON.stringify({ ...draft, connector, method, project }) === JSON.stringify(initial);
}
