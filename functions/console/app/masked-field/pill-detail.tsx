import type { JSX } from 'preact';
import { parseSecretArn } from '../../../../shared/masks/arn.ts';
import type { SecretReference } from '../../../../shared/masks/secret-reference.ts';

/** What a pill stands for, beside it while it is pointed at or has the focus. Its button says the same to screen readers. */
export function PillDetail({ mask: { keyName, secretArn, path } }: { readonly mask: SecretReference }): JSX.Element {
  const { name, account, region } = parseSecretArn(secretArn) ?? {};
  return (
    <div class="pill-detail" aria-hidden="true">
      <p>
        <strong>{keyName === '' ? path : keyName}</strong>
        {path !== null && keyName !== '' && `, nested at ${path}`}
      </p>
      <p>
        Secret {name} in account {account}, {region}
      </p>
      <p class="faint">Enter opens it, Delete removes it, Alt with an arrow key moves it.</p>
    </div>
  );
}
