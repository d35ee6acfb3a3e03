import { useRef, useState } from 'preact/hooks';
import { ApiFailure, sentenceOf } from '../../api/failure.ts';
import { connectionPath } from '../../api/paths.ts';
import type { Verification } from '../../api/types.ts';
import { hashOf } from '../../route.ts';
import { useSession } from '../../session.ts';
import type { Way } from './body.ts';
import { checkDraft } from './check.ts';
import type { FormState } from './form-state.ts';
import { labelAt } from './labels.ts';
import { problemsOf } from './problems.ts';
import { store, type Stored } from './store.ts';

export type Saving = {
  readonly isBusy: boolean;
  /** A sentence, where it could not be saved and no field is to blame. */
  readonly problem: string | null;
  /** Somebody else has saved it since it was read. */
  readonly isConflict: boolean;
  readonly save: () => void;
  readonly settle: () => void;
};

type SaveOf = {
  readonly form: FormState;
  readonly way: Way | null;
  readonly stored: Stored | null;
  /** What stands in the form has just been tested, and works. */
  readonly isProven: boolean;
  readonly leave: (hash: string) => void;
};
type Trouble = { readonly problem: string | null; readonly isConflict: boolean };
const NONE: Trouble = { problem: null, isConflict: false };

/** Stores what stands in the form; what has been tested just now is tested once more as it is stored, so that it stands as connected. */
export function useSave({ form, way, stored, isProven, leave }: SaveOf): Saving {
  const { api } = useSession();
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>(NONE);
  const key = useRef<string>(crypto.randomUUID());
  const keep = async (kept: Way): Promise<void> => {
    const id = await store(api, { draft: form.draft, way: kept, stored, idempotencyKey: key.current });
    if (isProven) await api.ask<Verification>(`POST ${connectionPath(id)}/test`).catch(() => undefined);
    leave(hashOf(['connections', id]));
  };
  const fail = (error: unknown, kept: Way): void => {
    const { code, issues } = error instanceof ApiFailure ? error : { code: '', issues: [] };
    // What was sent before may have been stored after all; whoever saves again means it.
    if (code === 'idempotency_mismatch') key.current = crypto.randomUUID();
    const ofFields = issues.filter(({ pointer }) => pointer !== undefined);
    form.tellFirst(problemsOf(ofFields, (pointer) => labelAt(pointer, kept)));
    setTrouble({ problem: ofFields.length > 0 ? null : troubleOf(error, code), isConflict: code === 'revision_conflict' });
    setBusy(false);
  };
  const save = (): void => {
    if (way === null) return;
    const problems = checkDraft(form.draft, way, true);
    setTrouble(NONE);
    form.tellFirst(problems);
    if (problems.length > 0) return;
    setBusy(true);
    keep(way).catch((error: unknown) => fail(error, way));
  };
  return { ...trouble, isBusy, save, settle: () => setTrouble(NONE) };
}

function troubleOf(error: unknown, code: string): string {
  const said = sentenceOf(error);
  return code === 'idempotency_mismatch' ? `${said} An earlier Save of this form may have arrived: look into the list before you save it again.` : said;
}
