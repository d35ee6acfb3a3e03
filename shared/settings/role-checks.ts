import { ResolverError } from '../errors.ts';
import type { RoleAnswer } from '../secrets/role-attempt.ts';
import type { Reader, TryingVaults } from '../secrets/vault.ts';
import { ROLE_CAUSES } from './possible-causes.ts';
import { failed, passed, type RoleName, skipped, type StoreCheck, troubleOf } from './store-check.ts';

/** `isOwn` is false where a project uses the workspace's store: its external ID is none of the project's business. */
export type RoleUnderTest = { readonly name: RoleName; readonly reader: Reader; readonly isOwn: boolean };
type RoleCheckDeps = { readonly tryRole: TryingVaults['tryRole']; readonly uuid: () => string };

const EXTERNAL_ID = { role: 'external_id', rehearsal_role: 'rehearsal_external_id' } as const;
const CALLED = { role: 'reader role', rehearsal_role: 'rehearsal role' } as const;
/** What tells a rehearsal from every other test. */
const STAGE = { role: {}, rehearsal_role: { stage: 'AWSPENDING' } } as const;

/** Whether a role of a store lets us in as it should, and nobody who does not know the external ID of the store. Each answer is STS's of this moment. */
export async function checkRole(role: RoleUnderTest, { tryRole, uuid }: RoleCheckDeps): Promise<readonly [StoreCheck, StoreCheck]> {
  const attempts = [{ externalId: 'none' }, { externalId: 'none_untagged' }, { externalId: 'other', text: uuid() }] as const;
  const [own, none, untagged, other] = await Promise.all([
    tryRole(role.reader, { externalId: 'own' }),
    ...attempts.map((attempt) => tryRole(role.reader, attempt)),
  ]);
  return [roleCheck(own, role), externalIdCheck({ own, without: [none, untagged], other }, role)];
}

/** A store need not have a rehearsal role, so that nothing fails for want of one. */
export function withoutRehearsalRole(): StoreCheck {
  const { message } = new ResolverError('role_unavailable', { ...STAGE.rehearsal_role, expected: 'rehearsalRoleArn' });
  return skipped(about('rehearsal_role'), `Not set up. ${message}`);
}

function roleCheck(own: RoleAnswer, { name, reader, isOwn }: RoleUnderTest): StoreCheck {
  const whose = isOwn ? '' : ` The role is that of the workspace's store, which project ${reader.project} uses.`;
  if (own === 'assumed') return passed(about(name), `The ${CALLED[name]} can be assumed with the external ID and the session tags.${whose}`);
  const isRefused = own === 'denied' || own.code === 'role_unavailable';
  const { message, ...trouble } = troubleOf(isRefused ? new ResolverError('role_unavailable', STAGE[name]) : own);
  return failed(about(name), { ...trouble, message: message + whose }, isRefused ? ROLE_CAUSES : []);
}

type Answers = { readonly own: RoleAnswer; readonly without: readonly (RoleAnswer | undefined)[]; readonly other: RoleAnswer | undefined };

function externalIdCheck({ own, without, other }: Answers, role: RoleUnderTest): StoreCheck {
  const checked = about(EXTERNAL_ID[role.name]);
  if (without.includes('assumed')) return open('without any external ID', role);
  if (other === 'assumed') return open('with any external ID', role);
  const unclear = [...without, other].find((answer) => answer !== 'denied');
  if (unclear instanceof ResolverError) return skipped(checked, `Not proven, because STS gave no clear answer. ${troubleOf(unclear).message}`, unclear.code);
  if (own !== 'assumed') return skipped(checked, 'Not proven: a role that cannot be assumed at all is refused without external ID too.');
  return passed(checked, `The ${CALLED[role.name]} cannot be assumed without the external ID, nor with another.`);
}

function open(how: string, { name, reader, isOwn }: RoleUnderTest): StoreCheck {
  const externalId = isOwn ? reader.externalId : "<external ID of the workspace's store>";
  const condition = JSON.stringify({ Condition: { StringEquals: { 'sts:ExternalId': externalId } } }).slice(1, -1);
  const text = `Add to each statement of its trust policy that allows sts:AssumeRole: ${condition}. Until then, whoever learns the ARN of the role may have its secrets read.`;
  return failed(about(EXTERNAL_ID[name]), { code: null, message: `The ${CALLED[name]} can be assumed ${how}.`, fix: { text, commands: [] } });
}

function about<Name extends StoreCheck['name']>(name: Name): { readonly name: Name; readonly secretArn: null } {
  return { name, secretArn: null };
}
