import type { JSX } from 'preact';
import type { AuditEntry } from '../api/types.ts';
import { Badge } from '../parts/badge.tsx';
import { Moment } from '../parts/moment.tsx';
import { SecretLink } from '../parts/secret-link.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { hashOf } from '../route.ts';
import { actionText, resultWord, secretsOnce } from './audit-words.ts';

type AuditProps = {
  readonly entries: readonly AuditEntry[];
  /** Of one connection: then it need not be named in each line. */
  readonly isOfOne?: boolean;
  readonly isStale?: boolean;
};

/** Who used which secret, for what, against which host, and what came of it. */
export function AuditTable({ entries, isOfOne = false, isStale = false }: AuditProps): JSX.Element {
  const columns: readonly Column<AuditEntry>[] = [
    { name: 'When', cell: ({ at }) => <Moment at={at} /> },
    { name: 'Who', cell: ({ caller }) => caller },
    { name: 'What', cell: (entry) => [actionText(entry), !isOfOne && entry.connectionId !== null && <ConnectionLink id={entry.connectionId} />] },
    { name: 'Host', cell: ({ hosts }) => (hosts.length === 0 ? <span class="faint">none</span> : hosts.join(', ')) },
    { name: 'Secrets', cell: ({ secrets }) => <UsedSecrets secrets={secrets} /> },
    { name: 'Result', cell: (entry) => <Result entry={entry} /> },
  ];
  return <Table items={entries} keyOf={({ id }) => id} columns={columns} isStale={isStale} />;
}

function Result({ entry }: { readonly entry: AuditEntry }): JSX.Element {
  const { result } = entry;
  return (
    <>
      <Badge word={resultWord(entry)} />
      {result && (
        <>
          {' '}
          <code>{result.code}</code>
          {result.httpStatus !== null && <span class="faint"> HTTP {result.httpStatus}</span>}
        </>
      )}
    </>
  );
}

const SHOWN_OF_ID = 12;

/** One that was deleted since leads to a page that says so. */
function ConnectionLink({ id }: { readonly id: string }): JSX.Element {
  return (
    <>
      {' '}
      <a href={hashOf(['connections', id])} title={id}>
        {id.slice(0, SHOWN_OF_ID)}…
      </a>
    </>
  );
}

function UsedSecrets({ secrets }: Pick<AuditEntry, 'secrets'>): JSX.Element {
  if (secrets.length === 0) return <span class="faint">none</span>;
  return (
    <ul class="plain">
      {secretsOnce(secrets).map(({ arn, key }) => (
        <li key={`${arn} ${key}`}>
          {key !== null && (
            <>
              <code>{key}</code> of{' '}
            </>
          )}
          <SecretLink arn={arn} />
        </li>
      ))}
    </ul>
  );
}
