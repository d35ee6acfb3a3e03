import type * as v from 'valibot';
import { refuseAny } from '../errors.ts';
import type { StoreFields } from '../settings/secret-store.ts';
import { examineStoreFields } from '../settings/store-fields.ts';
import { parseJsonObject } from './parse-json.ts';
import { parseQuery, wrong } from './parse-query.ts';
import { bodyOf, validated } from './parse.ts';
import type { CallerEvent } from './caller-event.ts';
import type { SettingsDeps } from './settings-deps.ts';
import { ProjectFields, ProjectStoreFields, WorkspaceStoreFields } from './settings-schemas.ts';

/** @throws RequestError `body_too_large`, `body_invalid`, `schema_invalid` with every property that is wrong */
export function parseProject(event: CallerEvent): v.InferOutput<typeof ProjectFields> {
  return validated(ProjectFields, parseJsonObject(bodyOf(event)));
}

/**
 * The fields of a store, of a project or of the workspace (null); what is left out is what lets least through.
 * @throws RequestError `body_too_large`, `body_invalid`, `schema_invalid` with every property that is wrong
 */
export function parseStoreFields(event: CallerEvent, project: string | null, { deployment, now }: Pick<SettingsDeps, 'deployment' | 'now'>): StoreFields {
  const body = parseJsonObject(bodyOf(event));
  const given = project === null ? validated(WorkspaceStoreFields, body) : { ...validated(ProjectStoreFields, body), secretOwners: [] };
  const { rehearsalRoleArn = null, untaggedSecrets = 'denied', listedHosts = [], certificateAuthority = null, secretOwners = [] } = given;
  const completed = { rehearsalRoleArn, untaggedSecrets, listedHosts, certificateAuthority, secretOwners };
  const { issues, fields } = examineStoreFields({ ...given, ...completed }, deployment, now());
  refuseAny(issues);
  return fields;
}

/** @throws RequestError `schema_invalid` for what is neither true nor false: it must not be taken for a change that was wanted */
export function parseDryRun(event: CallerEvent): boolean {
  const text = parseQuery(event, { once: ['dryRun'] }).get('dryRun') ?? 'false';
  return text === 'true' || text === 'false' ? text === 'true' : wrong('dryRun', 'is neither true nor false', 'true');
}
