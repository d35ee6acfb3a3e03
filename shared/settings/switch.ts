import { isInScope } from '../connections/scope.ts';
import { PROBLEMS, type ProblemCode, type VerdictCode } from '../errors.ts';
import { type Deployment, scopeOf } from './effective-store.ts';
import { accountOf } from './policies.ts';
import type { SecretStore } from './secret-store.ts';
import type { SecretUse, UsesInScope } from './uses-in-scope.ts';

/** A mask that resolves now and no longer would, for certain. */
export type Stop = SecretUse & { readonly code: ProblemCode; readonly message: string };
/** What may end for these secrets, depending on what only AWS knows: roles, policies, tags. */
export type Doubt = { readonly code: VerdictCode; readonly message: string; readonly secretArns: readonly string[] };
/** `complete` is false where there is more than is listed. */
export type SwitchEffect = { readonly stopsResolving: readonly Stop[]; readonly mayStop: readonly Doubt[]; readonly complete: boolean };
/** From the store that is used now to the one that would be. */
export type Switch = { readonly from: SecretStore; readonly to: SecretStore };

const MOST_LISTED = 500;

/** What another store would mean for the masks in use. It never rewrites one. */
export function effectOf({ from, to }: Switch, { uses, complete }: UsesInScope, deployment: Pick<Deployment, 'scope'>): SwitchEffect {
  const [before, after] = [scopeOf(from, deployment), scopeOf(to, deployment)];
  const resolving = uses.filter(({ secretArn }) => isInScope(secretArn, before));
  const stopping = resolving.filter(({ secretArn }) => !isInScope(secretArn, after));
  const staying = [...new Set(resolving.filter(({ secretArn }) => isInScope(secretArn, after)).map(({ secretArn }) => secretArn))].toSorted();
  return {
    stopsResolving: stopping
      .slice(0, MOST_LISTED)
      .map((use) => ({ ...use, code: 'arn_out_of_scope', message: PROBLEMS.arn_out_of_scope.message({ arn: use.secretArn }) })),
    mayStop: staying.length === 0 ? [] : doubtsOf({ from, to }, staying),
    complete: complete && stopping.length <= MOST_LISTED && staying.length <= MOST_LISTED,
  };
}

function doubtsOf(change: Switch, secretArns: readonly string[]): readonly Doubt[] {
  const { from, to } = change;
  const isOtherRole = from.roleArn !== to.roleArn || from.externalId !== to.externalId;
  const elsewhere = secretArns.filter((arn) => accountOf(arn) !== accountOf(to.roleArn));
  const isAuthorityGone = from.certificateAuthority !== null && from.certificateAuthority !== to.certificateAuthority;
  return [
    ...(isOtherRole ? [doubt('role_unavailable', OTHER_ROLE, secretArns)] : []),
    ...(isOtherRole && elsewhere.length > 0 ? [doubt('secret_access_denied', OTHER_ACCOUNT, elsewhere)] : []),
    ...(isTightened(change) ? [doubt('destination_denied', UNTAGGED, secretArns)] : []),
    ...(isAuthorityGone ? [doubt('tls_untrusted', AUTHORITY, secretArns)] : []),
  ];
}

/** Whether an untagged secret may go somewhere now where it no longer might. */
function isTightened({ from, to }: Switch): boolean {
  const isNothingOpen = from.untaggedSecrets === 'denied' || (from.untaggedSecrets === 'listed' && from.listedHosts.length === 0);
  if (isNothingOpen) return false;
  if (from.untaggedSecrets !== to.untaggedSecrets) return true;
  return from.listedHosts.some((entry) => !to.listedHosts.includes(entry));
}

function doubt(code: VerdictCode, message: string, secretArns: readonly string[]): Doubt {
  return { code, message, secretArns: secretArns.slice(0, MOST_LISTED) };
}

const OTHER_ROLE = 'Another role, or another external ID, would read these secrets: it must stand with the trust and permissions of "policies" first.';
const OTHER_ACCOUNT = 'These secrets lie in another account than the role: their resource policies and keys must allow it.';
const UNTAGGED =
  'Those of these secrets that have no tag connection-hosts could no longer be used everywhere they can be used now. Tags are not looked up here.';
const AUTHORITY = 'Hosts certified by the certificate authority that is taken out would no longer be trusted. Which they are is not looked up here.';
