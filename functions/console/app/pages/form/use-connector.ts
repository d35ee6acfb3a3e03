import type { ConnectorDetail } from '../../api/types.ts';
import { type Loaded, useAnswer } from '../../parts/use-answer.ts';
import { useSession } from '../../session.ts';

/** The service with that id; null too where none is chosen. */
export function useConnector(id: string): Loaded<ConnectorDetail | null> {
  const { api } = useSession();
  const read = useAnswer(
    async (signal) => (id === '' ? null : (await api.ask<ConnectorDetail>(`GET /v1/connectors/${encodeURIComponent(id)}`, { signal })).body),
    [id],
  );
  // While the next is on its way, the last one is not the one that is asked for.
  return read.value !== null && read.value.id !== id ? { ...read, value: null } : read;
}
