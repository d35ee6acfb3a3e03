import { ResolverError } from '../errors.ts';
import type { RoleAnswer } from '../secrets/role-attempt.ts';
import type { Reader, TryingVaults } from '../secrets/vault.ts';
import { ROLE_CAUSES } from './possible-causes.ts';
import { failed, passed, skipped, type StoreCheck, troubleOf } from './store-check.ts';

/** `isOwn` is false where a project uses the workspace's store: its external ID is none of the project's business. */
export type RoleUnderTest = { readonly reader: Reader; readonly isOwn: boolean };
type RoleCheckDeps = { readonly tryRole: TryingVaults['tryRole']; readonly uuid: () => string };

const ROLE = { name: 'role', secretArn: null } as const;
const EXTERNAL_ID = { name: 'external_id', secretArn: null } as const;

/** Whether the reader role lets us in as it should, and nobody who does not know the external ID of its store. Each answer is STS's of this moment. */
export async function checkRole(role: RoleUnderTest, { tryRole, uuid }: RoleCheckDeps): Promise<readonly [StoreCheck, StoreCheck]> {
  const attempts = [{ externalId: 'none' }, { externalId: 'none_untagged' }, { externalId: 'other', text: uuid() }] as const;
  const [own, none, untagged, other] = await Promise.all([
    tryRole(role.reader, { externalId: 'own' }),
    ...attempts.map((attempt) => tryRole(role.reader, attempt)),
  ]);
  return [roleCheck(own, role), externalIdCheck({ own, without: [none, untagged], other }, role)];
}

function roleCheck(own: RoleAnswer, { reader, isOwn }: RoleUnderTest): StoreCheck {
  const whose = isOwn ? '' : ` The role is that of the workspace's store, which project ${reader.project} uses.`;
  if (own === 'assumed') return passed(ROLE, `The reader role can be assumed with the external ID and the session tags.${whose}`);
  const error = own === 'denied' ? new ResolverError('role_unavailable') : own;
  const { message, ...trouble } = troubleOf(error);
  return failed(ROLE, { ...trouble, message: message + whose }, error.code === 'role_unavailable' ? ROLE_CAUSES : []);
}

type Answers = { readonly own: RoleAnswer; readonly without: readonly (RoleAnswer | undefined)[]; readonly other: RoleAnswer | undefined };

function externalIdCheck({ own, without, other }: Answers, role: RoleUnderTest): StoreCheck {
  if (without.includes('assumed')) return open('without any external ID', role);
  if (other === 'assumed') return open('with any external ID', role);
  const unclear = [...without, other].find((answer) => answer !== 'denied');
  if (unclear instanceof ResolverError)
    return skipped(EXTERNAL_ID, `Not proven, because STS gave no clear answer. ${troubleOf(unclear).message}`, unclear.code);
  if (own !== 'assumed') return skipped(EXTERNAL_ID, 'Not proven: a role that cannot be assumed at all is refused without external ID too.');
  return passed(EXTERNAL_ID, 'The reader role cannot be assumed without the external ID, nor with another.');
}

function open(how: string, { reader, isOwn }: RoleUnderTest): StoreCheck {
  const externalId = isOwn ? reader.externalId : "<external ID of the workspace's store>";
  const condition = JSON.stringify({ Condition: { StringEquals: { 'sts:ExternalId': externalId } } }).slice(1, -1);
  const text = `Add to each statement of its trust policy that allows sts:AssumeRole: ${condition}. Until then, whoever learns the ARN of the role may have its secrets read.`;
  return failed(EXTERNAL_ID, { code: null, message: `The reader role can be assumed ${how}.`, fix: { text, commands: [] } });
}
