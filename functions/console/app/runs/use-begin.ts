import type { Asked } from '../api/api.ts';
import type { Run } from '../api/types.ts';
import { type Deed, useDeed } from '../parts/use-deed.ts';
import { hashOf } from '../route.ts';
import { useSession } from '../session.ts';

/** Begins a run and leads to its page. */
export function useBegin(): Deed<Run> & { readonly begin: (route: string, asked: Asked) => void } {
  const { api } = useSession();
  const deed = useDeed<Run>();
  const begin = (route: string, asked: Asked): void =>
    deed.begin(
      async () => (await api.ask<Run>(route, asked)).body,
      ({ id }) => location.assign(hashOf(['runs', id])),
    );
  return { ...deed, begin };
}
