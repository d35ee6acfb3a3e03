import { useRef } from 'preact/hooks';
import type { Run } from '../api/types.ts';
import { type Deed, useDeed } from '../parts/use-deed.ts';
import { hashOf } from '../route.ts';
import { useSession } from '../session.ts';

/** Begins a run and leads to its page. Sent again after a failure, the same request begins no second one. */
export function useBegin(): Deed<Run> & { readonly begin: (route: string, body?: object) => void } {
  const { api } = useSession();
  const deed = useDeed<Run>();
  const last = useRef({ text: '', key: '' });
  const begin = (route: string, body?: object): void => {
    const text = JSON.stringify([route, body]);
    if (last.current.text !== text) last.current = { text, key: crypto.randomUUID() };
    deed.begin(
      async () => (await api.ask<Run>(route, { body, idempotencyKey: last.current.key })).body,
      ({ id }) => location.assign(hashOf(['runs', id])),
    );
  };
  return { ...deed, begin };
}
