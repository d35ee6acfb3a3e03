import type { JSX } from 'preact';
import type { StoreRehearsal } from '../../api/types.ts';
import { Note } from '../../parts/note.tsx';
import { SecretName } from '../../parts/secret-link.tsx';
import { type Column, Table } from '../../parts/table.tsx';

type EffectProps = { readonly rehearsal: StoreRehearsal };

/** What a change of a store would mean for the connections that use it. No links: whoever followed one would lose what they are about to store. */
export function SwitchEffect({ rehearsal: { stopsResolving, mayStop, complete } }: EffectProps): JSX.Element {
  const count = stopsResolving.length;
  return (
    <>
      <Note kind={count === 0 ? 'good' : 'bad'}>{headline(count)}</Note>
      {count > 0 && (
        <Table items={stopsResolving} keyOf={({ connectionId, secretArn }) => connectionId + secretArn} columns={COLUMNS} label="What stops resolving" />
      )}
      {mayStop.length > 0 && <Doubts mayStop={mayStop} />}
      {!complete && <Note kind="warning">There is more than could be looked at: connections that are not named here may stop, too.</Note>}
    </>
  );
}

function headline(count: number): string {
  if (count === 0) return 'All masks in use stay within its accounts and regions.';
  return count === 1
    ? 'One mask falls outside of its accounts and regions, and stops resolving:'
    : `${count} masks fall outside of its accounts and regions, and stop resolving:`;
}

const COLUMNS: readonly Column<StoreRehearsal['stopsResolving'][number]>[] = [
  { name: 'Connection', cell: ({ name }) => name },
  { name: 'Project', cell: ({ project }) => project },
  { name: 'Secret', cell: ({ secretArn }) => <SecretName arn={secretArn} /> },
  { name: 'Why', cell: ({ message, code }) => [`${message} `, <code>{code}</code>] },
];

function Doubts({ mayStop }: Pick<StoreRehearsal, 'mayStop'>): JSX.Element {
  return (
    <div>
      <p>
        <strong>See to this first.</strong> It depends on roles, policies and tags in AWS, which are not looked up here:
      </p>
      <ul class="doubts">
        {mayStop.map(({ code, message, secretArns }) => (
          <li key={code}>
            {message} <code>{code}</code>
            <details>
              <summary>{secretArns.length === 1 ? 'One secret' : `${secretArns.length} secrets`}</summary>
              <ul>
                {secretArns.map((arn) => (
                  <li key={arn}>
                    <SecretName arn={arn} />
                  </li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
    </div>
  );
}
