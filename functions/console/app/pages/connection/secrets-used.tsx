import type { JSX } from 'preact';
import type { Verification } from '../../api/types.ts';
import { fieldName } from '../../parts/field-name.ts';
import { Moment } from '../../parts/moment.tsx';
import { SecretLink } from '../../parts/secret-link.tsx';

/** Which version of which secret went into which field at the last test; what else depends on a secret stands on its page. */
export function SecretsUsed({ verification }: { readonly verification: Verification | null }): JSX.Element | null {
  if (verification === null) return null;
  const { secrets, startedAt } = verification;
  return (
    <section class="card" aria-labelledby="secrets">
      <h2 id="secrets">Secrets used</h2>
      <p class="faint">
        {secrets.length === 0 ? 'The last test read no secret' : 'By the last test'}, <Moment at={startedAt} />.
      </p>
      {secrets.length > 0 && (
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">Secret</th>
              <th scope="col">Key</th>
              <th scope="col">Field</th>
              <th scope="col">Stage</th>
              <th scope="col">Version</th>
            </tr>
          </thead>
          <tbody>{secrets.map(row)}</tbody>
        </table>
      )}
    </section>
  );
}

function row({ arn, key, field, versionId, versionStage }: Verification['secrets'][number]): JSX.Element {
  return (
    <tr key={arn + key + field}>
      <th scope="row">
        <SecretLink arn={arn} />
      </th>
      <td data-name="Key">
        <code>{key}</code>
      </td>
      <td data-name="Field">{fieldName(field)}</td>
      <td data-name="Stage">{versionStage}</td>
      <td data-name="Version">
        <code>{versionId}</code>
      </td>
    </tr>
  );
}
