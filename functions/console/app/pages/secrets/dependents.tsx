import type { JSX } from 'preact';
import type { SecretUsage, StoredConnection } from '../../api/types.ts';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { fieldName } from '../../parts/field-name.ts';
import { Moment } from '../../parts/moment.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { hashOf } from '../../route.ts';
import { counted, STATES } from '../../words.ts';
import { summaryOf, versionRead, versionsIn } from './usage-text.ts';
import type { Usage } from './usage.ts';

type DependentsProps = { readonly usage: Usage; readonly isLoading: boolean; readonly onMore: () => void };

/** Every connection that breaks when the secret does, and where each of them stands. */
export function Dependents({ usage, isLoading, onMore }: DependentsProps): JSX.Element {
  const { uses, isMore } = usage;
  return (
    <Card title="Who depends on it">
      <p role="status">{summaryOf(usage)}</p>
      <Versions usage={usage} />
      {uses.length > 0 && <UseTable usage={usage} isLoading={isLoading} />}
      {isMore && (
        <div class="actions">
          <button type="button" class="button" onClick={onMore}>
            Show more
          </button>
        </div>
      )}
    </Card>
  );
}

function UseTable({ usage: { uses, connections }, isLoading }: Pick<DependentsProps, 'usage' | 'isLoading'>): JSX.Element {
  const columns: readonly Column<SecretUsage>[] = [
    { name: 'Connection', cell: ({ connectionId, name }) => <a href={hashOf(['connections', connectionId])}>{name}</a> },
    { name: 'State', cell: ({ state }) => <Badge word={STATES[state]} /> },
    { name: 'Last verified', cell: ({ connectionId }) => <LastVerified connection={connections.get(connectionId)} /> },
    { name: 'Version', cell: ({ connectionId }) => <Version connection={connections.get(connectionId)} /> },
    { name: 'Project', cell: ({ project }) => project },
    { name: 'Connector', cell: ({ connector }) => connector },
    { name: 'Key', cell: ({ keys }) => <code>{keys.join(', ')}</code> },
    { name: 'Field', cell: ({ fields }) => fields.map(fieldName).join(', ') },
  ];
  return <Table items={uses} keyOf={({ connectionId }) => connectionId} columns={columns} isStale={isLoading} />;
}

/** Undefined where it is not shown to whoever looks. */
type OfUse = { readonly connection: StoredConnection | undefined };

function LastVerified({ connection }: OfUse): JSX.Element {
  return <Moment at={connection?.standing.lastVerifiedAt ?? null} otherwise={connection === undefined ? '–' : 'never'} />;
}

const SHOWN_OF_VERSION = 8;

function Version({ connection }: OfUse): JSX.Element {
  const read = versionRead(connection);
  if (read.kind === 'none') return <span class="faint">–</span>;
  if (read.kind === 'among several') return <span class="faint">one of several secrets</span>;
  return <code title={read.versionId}>{read.versionId.slice(0, SHOWN_OF_VERSION)}…</code>;
}

/** More than one: somebody has not been tested since the secret changed. */
function Versions({ usage }: { readonly usage: Usage }): JSX.Element | null {
  const versions = [...versionsIn(usage)];
  if (versions.length === 0) return null;
  return (
    <ul class="plain faint" aria-label="Versions in use">
      {versions.map(([versionId, count]) => (
        <li key={versionId}>
          Version <code>{versionId}</code> was read by the last test of {counted(count, 'connection')}.
        </li>
      ))}
    </ul>
  );
}
