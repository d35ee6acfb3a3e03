import type { Query } from '../../api/api.ts';
import type { ApiFailure } from '../../api/failure.ts';
import type { StoreFields, StoreRehearsal } from '../../api/types.ts';
import { useDeed } from '../../parts/use-deed.ts';
import { useSession } from '../../session.ts';
import { storePath } from './store-words.ts';

/** A store that is to be put, or taken out (`fields` null), on the revision that was read. */
export type Change = { readonly project: string | null; readonly etag: string | null; readonly fields: StoreFields | null };
export type StoreChange = {
  /** What the change would mean; null before it is known. */
  readonly rehearsal: StoreRehearsal | null;
  /** Of the last request that was refused. */
  readonly failure: ApiFailure | null;
  readonly busy: 'rehearsing' | 'saving' | null;
  readonly rehearse: (change: Change) => void;
  readonly save: (change: Change) => void;
  /** What was rehearsed is not what is to be saved any more. */
  readonly forget: () => void;
};

/** First tried without storing anything, then made. */
export function useStoreChange(onSaved: () => void): StoreChange {
  const { api } = useSession();
  const rehearsing = useDeed<StoreRehearsal>();
  const saving = useDeed();
  const ask = async <Body>({ project, etag, fields }: Change, query: Query): Promise<Body> =>
    (await api.ask<Body>(`${fields === null ? 'DELETE' : 'PUT'} ${storePath(project)}`, { query, etag, ...(fields !== null && { body: fields }) })).body;
  return {
    rehearsal: saving.failure ? null : rehearsing.result,
    failure: saving.failure ?? rehearsing.failure,
    busy: saving.isBusy ? 'saving' : rehearsing.isBusy ? 'rehearsing' : null,
    rehearse: (change) => {
      saving.forget();
      rehearsing.begin(() => ask<StoreRehearsal>(change, { dryRun: 'true' }));
    },
    save: (change) => saving.begin(() => ask(change, {}), onSaved),
    forget: () => {
      rehearsing.forget();
      saving.forget();
    },
  };
}
