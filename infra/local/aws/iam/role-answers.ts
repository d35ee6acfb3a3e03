import type { Json, JsonObject } from '../../../../shared/json.ts';
import { field } from '../form-field.ts';
import { numberIn } from './role-input.ts';
import type { StoredRole } from './role-store.ts';

const MOST = 1000;
const USUAL = 100;

/** A role as ListRoles shows it. */
export function listedRole({ role, record }: StoredRole): JsonObject {
  return { ...head({ role, record }), ...(record.description !== null && { Description: record.description }), MaxSessionDuration: record.maxSessionSeconds };
}

/** A role as CreateRole answers it. */
export function createdRole(stored: StoredRole): JsonObject {
  return { Role: { ...head(stored), ...boundaryOf(stored) } };
}

/** A role as GetRole shows it. When it was last used is not kept. */
export function shownRole(stored: StoredRole): JsonObject {
  return { Role: { ...listedRole(stored), ...boundaryOf(stored), RoleLastUsed: {} } };
}

/** As IAM writes documents: percent-encoded by RFC 3986, which leaves fewer characters alone than encodeURIComponent. */
export function encodedDocument(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** A page of a list sorted by `nameOf`, under `Marker` and `MaxItems`. @throws AwsError ValidationError */
export function pageOf<Item>(
  form: JsonObject,
  items: readonly Item[],
  named: { readonly list: string; name(item: Item): string; shown(item: Item): Json },
): JsonObject {
  const most = form['MaxItems'] === undefined ? USUAL : numberIn(form, 'MaxItems', { min: 1, max: MOST });
  const marker = form['Marker'] === undefined ? '' : field(form, 'Marker', { min: 1, max: 320, pattern: /^[\w+=,.@-]+$/ });
  const rest = items.filter((item) => named.name(item) > marker);
  const page = rest.slice(0, most);
  const last = page.at(-1);
  const isTruncated = rest.length > page.length && last !== undefined;
  return { IsTruncated: isTruncated, [named.list]: page.map((item) => named.shown(item)), ...(isTruncated && { Marker: named.name(last) }) };
}

function head({ role, record }: Pick<StoredRole, 'role' | 'record'>): JsonObject {
  return {
    Path: record.path,
    RoleName: record.name,
    RoleId: record.id,
    Arn: role.arn,
    CreateDate: `${new Date(record.createdAtMs).toISOString().slice(0, 19)}Z`,
    AssumeRolePolicyDocument: encodedDocument(record.trust),
  };
}

function boundaryOf({ record }: StoredRole): JsonObject {
  const { boundaryArn } = record;
  return boundaryArn === null ? {} : { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundaryArn } };
}
