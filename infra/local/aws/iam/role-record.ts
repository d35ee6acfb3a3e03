import { createHash } from 'node:crypto';

export type InlinePolicy = { readonly name: string; readonly document: string };

/** What is decided about a role; documents are the texts they were given as. */
export type DeclaredRole = {
  readonly description: string | null;
  readonly trust: string;
  readonly policies: readonly InlinePolicy[];
  readonly boundaryArn: string | null;
  /** 3600 to 43200 */
  readonly maxSessionSeconds: number;
};

/** A role as IAM keeps it. */
export type RoleRecord = DeclaredRole & {
  readonly name: string;
  /** "/", "/secret-mask-resolver/" */
  readonly path: string;
  /** "AROA" and 17 letters and digits: another one for a role made again under the same name. */
  readonly id: string;
  readonly createdAtMs: number;
};

export const ROLE_ID = { prefix: 'AROALOCAL', length: 21 };
const BASE_32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The id of a role that stands in the template: the same at every start. */
export function idOfDeclared(arn: string): string {
  const bytes = createHash('sha256').update(arn).digest();
  const letters = Array.from({ length: ROLE_ID.length - ROLE_ID.prefix.length }, (_, index) => BASE_32[(bytes[index] ?? 0) % BASE_32.length]);
  return ROLE_ID.prefix + letters.join('');
}

/** The parts of "arn:aws:iam::137149879143:role/path/name". */
export function nameAndPathOf(arn: string): Pick<RoleRecord, 'name' | 'path'> {
  const resource = arn.slice(arn.indexOf('/'));
  const end = resource.lastIndexOf('/') + 1;
  return { name: resource.slice(end), path: resource.slice(0, end) };
}
