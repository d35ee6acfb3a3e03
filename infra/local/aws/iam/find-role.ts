import type { JsonObject } from '../../../../shared/json.ts';
import { AwsError } from '../aws-error.ts';
import type { KeyRing } from '../keys.ts';
import { roleNameIn } from './role-input.ts';
import type { RoleStore, StoredRole } from './role-store.ts';

export type IamDeps = { readonly roles: RoleStore; readonly keys: KeyRing; readonly account: string; now(): number };

/** The role that a request names. @throws AwsError NoSuchEntity */
export function roleIn(form: JsonObject, { roles }: Pick<IamDeps, 'roles'>): StoredRole {
  const name = roleNameIn(form);
  const found = roles.find(name);
  if (!found) throw noSuch(`The role with name ${name} cannot be found.`);
  return found;
}

export function noSuch(message: string): AwsError {
  return new AwsError('NoSuchEntity', message, 404);
}
