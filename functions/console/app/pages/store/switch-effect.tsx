import type { JSX } from 'preact';
import { parseSecretArn } from '../../../../../shared/masks/arn.ts';
import type { StoreRehearsal } from '../../api/types.ts';
import { Note } from '../../parts/note.tsx';

type EffectProps = { readonly rehearsal: StoreRehearsal };

/** What a change of a store would mean for the connections that use it. No links: whoever followed one would lose what they are about to store. */
export function SwitchEffect({ rehearsal: { stopsResolving, mayStop, complete } }: EffectProps): JSX.Element {
  const count = stopsResolving.length;
  return (
    <>
      <Note kind={count === 0 ? 'good' : 'bad'}>{headline(count)}</Note>
      {count > 0 && <Stopping stopsResolving={stopsResolving} />}
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

function Stopping({ stopsResolving }: Pick<StoreRehearsal, 'stopsResolving'>): JSX.Element {
  return (
    <table class="rows" aria-label="What stops resolving">
      <thead>
        <tr>
          <th scope="col">Connection</th>
          <th scope="col">Project</th>
          <th scope="col">Secret</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        {stopsResolving.map(({ connectionId, name, project, secretArn, code, message }) => (
          <tr key={connectionId + secretArn}>
            <th scope="row">{name}</th>
            <td data-name="Project">{project}</td>
            <td data-name="Secret">
              <SecretName arn={secretArn} />
            </td>
            <td data-name="Why">
              {message} <code>{code}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

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

function SecretName({ arn }: { readonly arn: string }): JSX.Element {
  return <span title={arn}>{parseSecretArn(arn)?.name ?? arn}</span>;
}
