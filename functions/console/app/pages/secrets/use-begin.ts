import { useState } from 'preact/hooks';
import { sentenceOf } from '../../api/failure.ts';
import { hashOf } from '../../route.ts';
import { useSession } from '../../session.ts';
import { pageAt } from '../pages.ts';

/** Of a run that is to begin: `begun` is its id, where there is no page to follow it on. */
export type Begin = {
  readonly isBusy: boolean;
  readonly problem: string | null;
  readonly begun: string | null;
  readonly begin: (route: string, body: object) => Promise<string | null>;
};

const IDLE = { isBusy: false, problem: null, begun: null };

/** Begins a run and leads to it; the id that `begin` answers is null where it did not begin. */
export function useBegin(): Begin {
  const { api } = useSession();
  const [state, setState] = useState<Omit<Begin, 'begin'>>(IDLE);
  const begin = async (route: string, body: object): Promise<string | null> => {
    setState({ ...IDLE, isBusy: true });
    try {
      const { id } = (await api.ask<{ readonly id: string }>(route, { body })).body;
      setState({ ...IDLE, begun: id });
      if (pageAt(['runs', id])) location.assign(hashOf(['runs', id]));
      return id;
    } catch (error) {
      setState({ ...IDLE, problem: sentenceOf(error) });
      return null;
    }
  };
  return { ...state, begin };
}
