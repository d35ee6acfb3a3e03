import { parseSecretArn } from '../../../../shared/masks/arn.ts';
import type { SecretReference } from '../../../../shared/masks/secret-reference.ts';

/** How a mask is called: what it names, and where that is. */
export type PillWords = { readonly name: string; readonly place: string };

export function pillWords({ keyName, secretArn, path }: SecretReference): PillWords {
  const { name = '', account = '', region = '' } = parseSecretArn(secretArn) ?? {};
  return { name: path === null ? keyName : `${keyName}${path}`, place: `from ${name} in ${account}, ${region}` };
}
