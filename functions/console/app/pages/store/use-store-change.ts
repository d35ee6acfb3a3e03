import { useRef, useState } from 'preact/hooks';
import { ApiFailure, sentenceOf } from '../../api/failure.ts';
import type { StoreFields, StoreRehearsal } from '../../api/types.ts';
import { useSession } from '../../session.ts';
import { storePath } from './store-words.ts';

/** A store that is to be put, or taken out (`fields` null), on the revision that was read. */
export type Change = { readonly project: string | null; readonly etag: string | null; readonly fields: StoreFields | null };
/** `rehearsal` is what the change would mean; null before it is known. `failure` of the last request that was refused. */
type Standing = { readonly rehearsal: StoreRehearsal | null; readonly failure: ApiFailure | null; readonly busy: 'rehearsing' | 'saving' | null };
export type StoreChange = Standing & {
  readonly rehearse: (change: Change) => void;
  readonly save: (change: Change) => void;
  /** What was rehearsed is not what is to be saved any more. */
  readonly forget: () => void;
};

const NOTHING: Standing = { rehearsal: null, failure: null, busy: null };

/** First tried without storing anything, then made. */
export function useStoreChange(onSaved: () => void): StoreChange {
  const { api } = useSession();
  const [standing, setStanding] = useState<Standing>(NOTHING);
  const ask = <Body>({ project, etag, fields }: Change, isDryRun: boolean): Promise<Body> =>
    api
      .ask<Body>(`${fields === null ? 'DELETE' : 'PUT'} ${storePath(project)}`, {
        ...(isDryRun && { query: { dryRun: 'true' } }),
        ...(fields !== null && { body: fields }),
        ...(etag !== null && { etag }),
      })
      .then(({ body }) => body);
  // What was asked before the fields were changed again answers nothing any more.
  const asked = useRef(0);
  const isLast = (mine: number): boolean => mine === asked.current;
  const fail = (error: unknown): void => setStanding({ ...NOTHING, failure: failureIn(error) });
  return {
    ...standing,
    rehearse: (change) => {
      const mine = ++asked.current;
      setStanding({ ...NOTHING, busy: 'rehearsing' });
      ask<StoreRehearsal>(change, true).then(
        (rehearsal) => isLast(mine) && setStanding({ ...NOTHING, rehearsal }),
        (error: unknown) => isLast(mine) && fail(error),
      );
    },
    save: (change) => {
      setStanding((before) => ({ ...before, busy: 'saving' }));
      ask(change, false).then(onSaved, fail);
    },
    forget: () => {
      asked.current += 1;
      setStanding(NOTHING);
    },
  };
}

function failureIn(error: unknown): ApiFailure {
  return error instanceof ApiFailure ? error : new ApiFailure(sentenceOf(error), { httpStatus: 0 });
}
