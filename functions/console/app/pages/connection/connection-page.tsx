import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { StoredConnection, Verification } from '../../api/types.ts';
import { Failure, Loading } from '../../parts/states.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
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
  const path = `/v1/connections/${encodeURIComponent(id)}`;
  const read = useAnswer((signal) => api.ask<StoredConnection>(`GET ${path}`, { signal }), [id]);
  const history = useAnswer(async (signal) => (await api.page<Verification>(`${path}/verifications`, { query: { limit: SHOWN }, signal })).items, [id]);
  const name = read.value?.body.name;
  useEffect(() => void (name !== undefined && (document.title = `${name} · Secret Mask Resolver`)), [name]);
  if (read.problem !== null) return <Failure title="This connection could not be shown" sentence={read.problem} retry={read.reload} />;
  if (read.value === null) return <Loading what="the connection" />;
  const again = (): void => {
    read.reload();
    history.reload();
  };
  return (
    <>
      <Heading connection={read.value.body} etag={read.value.etag} />
      <ConnectPanel connection={read.value.body} onTested={again} />
      <History history={history} />
      <SecretsUsed verification={history.value?.[0] ?? null} />
      <Facts connection={read.value.body} />
      <SecretUse connection={read.value.body} testedAt={history.value?.[0]?.startedAt ?? null} />
    </>
  );
}
