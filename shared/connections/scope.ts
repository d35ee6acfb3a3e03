import type { Issue } from '../errors.ts';
import { parseSecretArn } from '../masks/arn.ts';
import type { LocatedMask } from '../masks/secret-reference.ts';

/** The AWS accounts (12 digits) and regions a store may read from. */
export type Scope = { readonly accounts: readonly string[]; readonly regions: readonly string[] };

/** `arn_out_of_scope` for each mask whose secret lies in another account or region. */
export function issuesOfScope(masks: readonly LocatedMask[], scope: Scope): readonly Issue[] {
  return masks
    .filter((mask) => !isInScope(mask.secretArn, scope))
    .map((mask) => ({ code: 'arn_out_of_scope', where: { pointer: mask.pointer, offset: mask.start, arn: mask.secretArn } }));
}

/** False too for a text that is no secret's ARN. */
export function isInScope(secretArn: string, scope: Scope): boolean {
  const arn = parseSecretArn(secretArn);
  return arn !== null && scope.accounts.includes(arn.account) && scope.regions.includes(arn.region);
}
