import type { JSX } from 'preact';
import type { Store, StorePolicies } from '../../api/types.ts';
import { Card } from '../../parts/card.tsx';
import { CopyText } from '../../parts/copy-text.tsx';
import { basisText, documentsOf } from './policy-documents.ts';

type DocumentsProps = { readonly policies: StorePolicies; readonly externalId: string; readonly title: string };
type PoliciesProps = { readonly store: Store; readonly title: string };

/** What the roles of a store have to stand with in AWS, ready to be pasted; of a project without one, what one of its own would need. */
export function ReadyPolicies({ store, title }: PoliciesProps): JSX.Element | null {
  const { externalId, policies } = store.inherited ? store.own : store;
  return policies === undefined ? null : <Documents {...{ externalId, policies, title }} />;
}

function Documents({ policies, externalId, title }: DocumentsProps): JSX.Element {
  return (
    <Card title={title}>
      <p>Make a role under the path /secret-mask-resolver/ and give it these policies. They are made for this store: its external ID stands in them.</p>
      <div class="document">
        <h3>External ID</h3>
        <p class="faint">Made by the server, no other store's, and never changed. Whoever assumes the role without it is refused.</p>
        <CopyText text={externalId} label="external ID" />
      </div>
      <div class="documents">
        {documentsOf(policies).map(({ heading, where, text }) => (
          <div key={heading} class="document">
            <h3>{heading}</h3>
            <p class="faint">{where}</p>
            <CopyText text={text} label={heading} />
          </div>
        ))}
      </div>
      <ul class="faint">
        {[basisText(policies), ...policies.notes].map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </Card>
  );
}
