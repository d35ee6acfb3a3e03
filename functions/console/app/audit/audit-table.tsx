import type { JSX } from 'preact';
import type { AuditEntry } from '../api/types.ts';
import { Badge } from '../parts/badge.tsx';
import { Moment } from '../parts/moment.tsx';
import { SecretLink } from '../parts/secret-link.tsx';
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
  return (
    <table class={isStale ? 'rows stale' : 'rows'} aria-busy={isStale}>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">What</th>
          <th scope="col">Host</th>
          <th scope="col">Secrets</th>
          <th scope="col">Result</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Row key={entry.id} entry={entry} isOfOne={isOfOne} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ entry, isOfOne }: { readonly entry: AuditEntry; readonly isOfOne: boolean }): JSX.Element {
  const { at, caller, connectionId, hosts, result } = entry;
  return (
    <tr>
      <th scope="row">
        <Moment at={at} />
      </th>
      <td data-name="Who">{caller}</td>
      <td data-name="What">
        {actionText(entry)}
        {!isOfOne && connectionId !== null && <ConnectionLink id={connectionId} />}
      </td>
      <td data-name="Host">{hosts.length === 0 ? <span class="faint">none</span> : hosts.join(', ')}</td>
      <td data-name="Secrets">
        <UsedSecrets secrets={entry.secrets} />
      </td>
      <td data-name="Result">
        <Badge word={resultWord(entry)} />
        {result && (
          <>
            {' '}
            <code>{result.code}</code>
            {result.httpStatus !== null && <span class="faint"> HTTP {result.httpStatus}</span>}
          </>
        )}
      </td>
    </tr>
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
        <li key={`${arn} ${key}`}>{key === null ? <SecretLink arn={arn} /> : <UsedKey arn={arn} keyName={key} />}</li>
      ))}
    </ul>
  );
}

function UsedKey({ arn, keyName }: { readonly arn: string; readonly keyName: string }): JSX.Element {
  return (
    <>
      <code>{keyName}</code> of <SecretLink arn={arn} />
    </>
  );
}
