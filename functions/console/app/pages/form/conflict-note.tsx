import type { JSX } from 'preact';
import { connectionPath } from '../../api/paths.ts';
import type { StoredConnection } from '../../api/types.ts';
import { Action } from '../../parts/action.tsx';
import { Note } from '../../parts/note.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { useSession } from '../../session.ts';
import type { Way } from './body.ts';
import { draftOf } from './draft.ts';
import { focusSoon } from './form-row.tsx';
import type { FormState } from './form-state.ts';
import { labelAt } from './labels.ts';
import { patchOf } from './patch.ts';
import { rebased } from './rebase.ts';
import { editable, type Stored } from './store.ts';

type ConflictProps = {
  readonly form: FormState;
  readonly way: Way | null;
  readonly stored: Stored;
  readonly onStored: (stored: Stored) => void;
  readonly onSettled: () => void;
};

/** Somebody else has saved it: what they changed, and what to do with what was typed. Until that is decided it stays as it is. */
export function ConflictNote({ form, way, stored, onStored, onSettled }: ConflictProps): JSX.Element {
  const { api } = useSession();
  const path = connectionPath(stored.connection.id);
  const { value, problem, reload } = useAnswer((signal) => api.ask<StoredConnection>(`GET ${path}`, { signal }), [path]);
  if (problem !== null)
    return (
      <Note kind="bad">
        <p>Somebody else has saved this connection since you opened it, and it could not be read again: {problem}</p>
        <Action onAct={reload}>Try again</Action>
      </Note>
    );
  if (value === null) return <Note kind="bad">Somebody else has saved this connection since you opened it. Reading what it is now…</Note>;
  const theirs = { connection: value.body, etag: value.etag };
  const settle = (draft: typeof form.draft): void => {
    form.replace(draft);
    onStored(theirs);
    onSettled();
    focusSoon('/name');
  };
  const changed = changesOf(stored.connection, theirs.connection, way);
  return (
    <Note kind="bad">
      <p>
        <strong>Somebody else has saved this connection since you opened it.</strong> Changed by them: {changed.join(', ') || 'nothing that stands here'}. What
        you typed is still here.
      </p>
      <div class="actions">
        <Action onAct={() => settle(rebased(form.draft, draftOf(stored.connection), draftOf(theirs.connection)))}>Put my changes on theirs</Action>
        <Action onAct={() => settle(draftOf(theirs.connection))}>Drop mine and show theirs</Action>
      </div>
    </Note>
  );
}

function changesOf(before: StoredConnection, after: StoredConnection, way: Way | null): readonly string[] {
  const { config, ...others } = patchOf(editable(before), editable(after)) ?? {};
  const fields = typeof config === 'object' && config !== null ? Object.keys(config).map((name) => `/config/${name}`) : [];
  return [...Object.keys(others).map((name) => `/${name}`), ...fields].map((pointer) => labelAt(pointer, way));
}
