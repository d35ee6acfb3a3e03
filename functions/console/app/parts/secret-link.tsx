import type { JSX } from 'preact';
import { hashOf } from '../route.ts';
import { secretNameOf } from './secret-name.ts';

type SecretProps = { readonly arn: string };

/** The name of a secret, with its whole ARN on hover; it leads to the secret's page. */
export function SecretLink({ arn }: SecretProps): JSX.Element {
  return (
    <a href={hashOf(['secrets'], { arn })} title={arn}>
      {secretNameOf(arn)}
    </a>
  );
}

/** The same where a link would lead away from what is being written. */
export function SecretName({ arn }: SecretProps): JSX.Element {
  return <span title={arn}>{secretNameOf(arn)}</span>;
}
