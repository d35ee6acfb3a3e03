import type { JSX } from 'preact';
import type { SecretUsage, StoredConnection } from '../../api/types.ts';
import { Badge } from '../../parts/badge.tsx';
import { fieldName } from '../../parts/field-name.ts';
import { Moment } from '../../parts/moment.tsx';
import { hashOf } from '../../route.ts';
import { STATES } from '../../words.ts';
import { summaryOf, versionRead, versionsIn } from './usage-text.ts';
import type { Usage } from './usage.ts';

type DependentsProps = { readonly usage: Usage; readonly isLoading: boolean; readonly onMore: () => void };

/** Every connection that breaks when the secret does, and where each of them stands. */
export function Dependents({ usage, isLoading, onMore }: DependentsProps): JSX.Element {
  const { uses, isMore } = usage;
  return (
    <section class="card" aria-labelledby="dependents">
      <h2 id="dependents">Who depends on it</h2>
      <p role="status">{summaryOf(usage)}</p>
      <Versions usage={usage} />
      {uses.length > 0 && <Table usage={usage} isLoading={isLoading} />}
      {isMore && (
        <div class="actions">
          <button type="button" class="button" onClick={onMore}>
            Show more
          </button>
        </div>
      )}
    </section>
  );
}

function Table({ usage: { uses, connections }, isLoading }: Pick<DependentsProps, 'usage' | 'isLoading'>): JSX.Element {
  return (
    <table class={isLoading ? 'rows stale' : 'rows'} aria-busy={isLoading}>
      <thead>
        <tr>
          <th scope="col">Connection</th>
          <th scope="col">State</th>
          <th scope="col">Last verified</th>
          <th scope="col">Version</th>
          <th scope="col">Project</th>
          <th scope="col">Connector</th>
          <th scope="col">Key</th>
          <th scope="col">Field</th>
        </tr>
      </thead>
      <tbody>
        {uses.map((use) => (
          <Row key={use.connectionId} use={use} connection={connections.get(use.connectionId)} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ use, connection }: { readonly use: SecretUsage; readonly connection: StoredConnection | undefined }): JSX.Element {
  const { connectionId, name, project, connector, state, fields, keys } = use;
  return (
    <tr>
      <th scope="row">
        <a href={hashOf(['connections', connectionId])}>{name}</a>
      </th>
      <td data-name="State">
        <Badge word={STATES[state]} />
      </td>
      <td data-name="Last verified">
        <Moment at={connection?.standing.lastVerifiedAt ?? null} otherwise={connection === undefined ? '–' : 'never'} />
      </td>
      <td data-name="Version">
        <Version connection={connection} />
      </td>
      <td data-name="Project">{project}</td>
      <td data-name="Connector">{connector}</td>
      <td data-name="Key">
        <code>{keys.join(', ')}</code>
      </td>
      <td data-name="Field">{fields.map(fieldName).join(', ')}</td>
    </tr>
  );
}

const SHOWN_OF_VERSION = 8;

function Version({ connection }: { readonly connection: StoredConnection | undefined }): JSX.Element {
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
          Version <code>{versionId}</code> was read by the last test of {count === 1 ? '1 connection' : `${count} connections`}.
        </li>
      ))}
    </ul>
  );
}
