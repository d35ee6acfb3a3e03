import type { JSX } from 'preact';
import type { StoredConnection } from '../../api/types.ts';
import { Failure, Loading } from '../../parts/states.tsx';
import { SecretLink } from '../../parts/secret-link.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { reasonAgainst, useSession } from '../../session.ts';
import { type KnownSecret, knownSecrets } from './secrets-in.ts';

const READ = '100';

/** The secrets that stand in the connections one sees, as far as one page of them tells. */
export function KnownSecrets(): JSX.Element | null {
  const session = useSession();
  return reasonAgainst(session, 'connections:read') === null ? <Known /> : null;
}

function Known(): JSX.Element {
  const { api } = useSession();
  const { value, problem, reload } = useAnswer((signal) => api.page<StoredConnection>('/v1/connections', { query: { limit: READ }, signal }), []);
  if (problem !== null) return <Failure title="The secrets in use could not be listed" sentence={problem} retry={reload} />;
  if (value === null) return <Loading what="the secrets in use" />;
  const known = knownSecrets(value.items);
  return (
    <section class="card" aria-labelledby="known">
      <h2 id="known">{value.nextCursor === null ? 'Used by your connections' : `Used by ${value.items.length} of your connections`}</h2>
      {known.length === 0 ? <p class="faint">No connection that you see uses a secret yet.</p> : <ul class="known">{known.map(line)}</ul>}
    </section>
  );
}

function line({ arn, region, account, count }: KnownSecret): JSX.Element {
  return (
    <li key={arn}>
      <SecretLink arn={arn} />{' '}
      <span class="faint">
        {account}, {region} · {count === 1 ? '1 connection' : `${count} connections`}
      </span>
    </li>
  );
}
