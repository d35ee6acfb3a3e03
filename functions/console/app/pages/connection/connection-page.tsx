import type { JSX } from 'preact';
import { connectionPath } from '../../api/paths.ts';
import type { StoredConnection, Verification } from '../../api/types.ts';
import { Answered } from '../../parts/answered.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { useTitle } from '../../parts/use-title.ts';
import { useSession } from '../../session.ts';
import type { PageProps } from '../pages.ts';
import { ConnectPanel } from './connect-panel.tsx';
import { Facts } from './facts.tsx';
import { Heading } from './heading.tsx';
import { History } from './history.tsx';
import { SecretUse } from './secret-use.tsx';
import { SecretsUsed } from './secrets-used.tsx';

const SHOWN = '30';

/** One connection: where it stands, a test of it now, what earlier ones found, and how it is made up. */
export function ConnectionPage({ route }: PageProps): JSX.Element {
  const { api } = useSession();
  const id = route.parts[1] ?? '';
  const path = connectionPath(id);
  const read = useAnswer((signal) => api.ask<StoredConnection>(`GET ${path}`, { signal }), [id]);
  const history = useAnswer(async (signal) => (await api.page<Verification>(`${path}/verifications`, { query: { limit: SHOWN }, signal })).items, [id]);
  useTitle(read.value?.body.name);
  const again = (): void => {
    read.reload();
    history.reload();
  };
  return (
    <Answered answer={read} what="the connection" failure="This connection could not be shown">
      {({ body: connection, etag }) => (
        <>
          <Heading connection={connection} etag={etag} />
          <ConnectPanel connection={connection} onTested={again} />
          <History history={history} recent={connection.standing.recent} />
          <SecretsUsed verification={history.value?.[0] ?? null} />
          <Facts connection={connection} />
          <SecretUse connection={connection} testedAt={history.value?.[0]?.startedAt ?? null} />
        </>
      )}
    </Answered>
  );
}
