import type { JSX } from 'preact';
import type { StoredConnection } from '../../api/types.ts';
import { Answered } from '../../parts/answered.tsx';
import { Card } from '../../parts/card.tsx';
import { SecretLink } from '../../parts/secret-link.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { counted } from '../../words.ts';
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
  const read = useAnswer((signal) => api.page<StoredConnection>('/v1/connections', { query: { limit: READ }, signal }), []);
  return (
    <Answered answer={read} what="the secrets in use" failure="The secrets in use could not be listed">
      {({ items, nextCursor }) => <Listed known={knownSecrets(items)} among={nextCursor === null ? '' : `${items.length} of `} />}
    </Answered>
  );
}

/** `among`: where they were not all looked at. */
function Listed({ known, among }: { readonly known: readonly KnownSecret[]; readonly among: string }): JSX.Element {
  return (
    <Card title={`Used by ${among}your connections`}>
      {known.length === 0 ? <p class="faint">No connection that you see uses a secret yet.</p> : <ul class="known">{known.map(line)}</ul>}
    </Card>
  );
}

function line({ arn, region, account, count }: KnownSecret): JSX.Element {
  return (
    <li key={arn}>
      <SecretLink arn={arn} />{' '}
      <span class="faint">
        {account}, {region} · {counted(count, 'connection')}
      </span>
    </li>
  );
}
