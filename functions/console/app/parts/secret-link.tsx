import type { JSX } from 'preact';
import { parseSecretArn } from '../../../../shared/masks/arn.ts';
import { hashOf } from '../route.ts';

/** The name of a secret, with its whole ARN on hover; it leads to the secret's page. */
export function SecretLink({ arn }: { readonly arn: string }): JSX.Element {
  return (
    <a href={hashOf(['secrets'], { arn })} title={arn}>
      {parseSecretArn(arn)?.name ?? arn}
    </a>
  );
}
