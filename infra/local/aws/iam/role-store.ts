import { parsePolicyDocument, type PolicyDocument } from '../policy-document.ts';
import type { LocalRole } from '../template-roles.ts';
import type { RoleFile } from './role-file.ts';
import { idOfDeclared, nameAndPathOf, type RoleRecord } from './role-record.ts';

export type AssumableRole = { readonly role: LocalRole; readonly id: string; readonly maxSessionSeconds: number };
/** `isDeclared`: it stands in the template, and only the template changes it. */
export type StoredRole = { readonly role: LocalRole; readonly record: RoleRecord; readonly isDeclared: boolean };

export type RoleStoreOptions = {
  readonly account: string;
  readonly declared: readonly LocalRole[];
  /** The managed policies there are, by ARN. */
  readonly managedPolicies: ReadonlyMap<string, PolicyDocument>;
  /** Null: kept in memory. */
  readonly file: RoleFile | null;
  now(): number;
};

const NOTHING: PolicyDocument = { statements: [] };
const UNDECLARED = { description: null, trust: '{"Version":"2012-10-17","Statement":[]}', policies: [], boundaryArn: null, maxSessionSeconds: 3600 };

/** The roles of the account: those of the template, and those made since. */
export class RoleStore {
  readonly #options: RoleStoreOptions;
  /** By name in lower case: IAM tells no two roles apart by case or by path. */
  readonly #roles = new Map<string, StoredRole>();

  /** @throws Error if the file is not ours */
  constructor(options: RoleStoreOptions) {
    this.#options = options;
    const atMs = options.now();
    for (const role of options.declared) this.#keep({ role, record: recordOf(role, atMs), isDeclared: true });
    for (const record of options.file?.read() ?? []) if (!this.isTaken(record.name)) this.#keep(this.#compiled(record));
  }

  /** By name. */
  list(): readonly StoredRole[] {
    return [...this.#roles.values()].toSorted((one, other) => (one.record.name < other.record.name ? -1 : 1));
  }

  find(name: string): StoredRole | undefined {
    const found = this.#roles.get(name.toLowerCase());
    return found?.record.name === name ? found : undefined;
  }

  isTaken(name: string): boolean {
    return this.#roles.has(name.toLowerCase());
  }

  withArn(arn: string): AssumableRole | undefined {
    const found = this.#roles.get(nameAndPathOf(arn).name.toLowerCase());
    if (found?.role.arn !== arn) return undefined;
    return { role: found.role, id: found.record.id, maxSessionSeconds: found.record.maxSessionSeconds };
  }

  arnOf({ path, name }: Pick<RoleRecord, 'path' | 'name'>): string {
    return `arn:aws:iam::${this.#options.account}:role${path}${name}`;
  }

  knowsManagedPolicy(arn: string): boolean {
    return this.#options.managedPolicies.has(arn);
  }

  /** Makes or replaces a role. Sessions of it go by the new policies at once. @throws Error for a document that is none */
  put(record: RoleRecord): void {
    const standing = this.find(record.name);
    const next = this.#compiled(record);
    // The same object: sessions hold on to it.
    this.#keep(standing ? { ...next, role: Object.assign(standing.role, next.role) } : next);
    this.#save();
  }

  remove(name: string): void {
    this.#roles.delete(name.toLowerCase());
    this.#save();
  }

  #keep(stored: StoredRole): void {
    this.#roles.set(stored.record.name.toLowerCase(), stored);
  }

  #compiled(record: RoleRecord): StoredRole {
    const { boundaryArn } = record;
    const role = {
      logicalId: record.name,
      arn: this.arnOf(record),
      trust: parsePolicyDocument(JSON.parse(record.trust)),
      policies: record.policies.map(({ document }) => parsePolicyDocument(JSON.parse(document))),
      // A boundary that the template no longer has must not turn into none.
      boundary: boundaryArn === null ? null : (this.#options.managedPolicies.get(boundaryArn) ?? NOTHING),
    };
    return { role, record, isDeclared: false };
  }

  #save(): void {
    this.#options.file?.write([...this.#roles.values()].filter(({ isDeclared }) => !isDeclared).map(({ record }) => record));
  }
}

function recordOf(role: LocalRole, createdAtMs: number): RoleRecord {
  return { ...UNDECLARED, ...role.declared, ...nameAndPathOf(role.arn), id: idOfDeclared(role.arn), createdAtMs };
}
