import type { ComponentChildren, JSX } from 'preact';
import type { Store } from '../../api/types.ts';
import { Card } from '../../parts/card.tsx';
import { Fact } from '../../parts/fact.tsx';
import { UNTAGGED } from './store-words.ts';

/** What the store holds, in plain words. */
export function StoreFacts({ store }: { readonly store: Store }): JSX.Element {
  const { roleArn, rehearsalRoleArn, accounts, regions, untaggedSecrets, listedHosts, certificateAuthority } = store;
  const { label, meaning } = UNTAGGED[untaggedSecrets];
  return (
    <Card title="What it holds">
      <dl class="facts">
        <Fact name="Reader role">
          <code>{roleArn}</code>
        </Fact>
        <Fact name="Rehearsal role">
          {rehearsalRoleArn === null ? (
            <span class="faint">None: versions of secrets that are not current yet cannot be tried.</span>
          ) : (
            <code>{rehearsalRoleArn}</code>
          )}
        </Fact>
        <Fact name="Accounts">{listed(accounts)}</Fact>
        <Fact name="Regions">{listed(regions)}</Fact>
        <Fact name="Secrets without a tag may go">
          {label}. <span class="faint">{meaning}</span>
        </Fact>
        {untaggedSecrets === 'listed' && <Fact name="Listed hosts">{listed(listedHosts)}</Fact>}
        <Fact name="Private certificate authority">{authority(certificateAuthority)}</Fact>
        {!store.inherited && store.secretOwners && <Owners owners={store.secretOwners} />}
      </dl>
    </Card>
  );
}

type Owner = { readonly subject: string; readonly secretArns: readonly string[] };

function Owners({ owners }: { readonly owners: readonly Owner[] }): JSX.Element {
  return (
    <Fact name="Owners of secrets">
      {owners.length === 0 && <span class="faint">None: nobody sees uses of a secret beyond the projects of their roles.</span>}
      {owners.map(({ subject, secretArns }) => (
        <p key={subject}>
          {subject} <span class="faint">sees in all projects what uses</span> {listed(secretArns)}
        </p>
      ))}
    </Fact>
  );
}

function listed(texts: readonly string[]): ComponentChildren {
  if (texts.length === 0) return <span class="faint">none</span>;
  return texts.map((text, index) => (
    <>
      {index > 0 && ', '}
      <code>{text}</code>
    </>
  ));
}

function authority(pem: string | null): ComponentChildren {
  if (pem === null) return <span class="faint">None: hosts must be certified by the usual authorities.</span>;
  const count = pem.split('-----BEGIN CERTIFICATE-----').length - 1;
  return (
    <details>
      <summary>{count === 1 ? 'One certificate' : `${count} certificates`}, trusted for your own hosts besides the usual authorities</summary>
      <pre class="pem">{pem}</pre>
    </details>
  );
}
