import { VERDICTS, type VerdictCode } from '../errors.ts';
import type { TryingVaults, Reader } from '../secrets/vault.ts';
import type { AuditResult, Intent } from '../verifications/verification-store.ts';
import { isInScope } from '../connections/scope.ts';
import { type Deployment, effectiveStore, scopeOf } from './effective-store.ts';
import { checkRole, withoutRehearsalRole } from './role-checks.ts';
import { notTried, type SecretTrial, type TriedSecret, trySecret } from './secret-checks.ts';
import type { SecretStore } from './secret-store.ts';
import type { ScopeDeps } from './connections-in-scope.ts';
import { secretsInUse } from './secrets-in-use.ts';
import { failed, passed, type StoreCheck } from './store-check.ts';

/** `ok` where nothing failed and the external ID is proven to guard the roles. */
export type StoreTest = {
  readonly scope: 'workspace' | 'project';
  readonly project: string | null;
  readonly status: 'ok' | 'failed';
  readonly checks: readonly StoreCheck[];
  readonly testedAt: string;
};
/** `project` is null for the workspace, `secretArns` for the first of those in use. */
export type AskedStoreTest = { readonly project: string | null; readonly secretArns: readonly string[] | null; readonly caller: string };

/** How the use of secrets outside a test is written down. `begin` throws whatever keeps it from being written; `end` does not. */
export type UseJournal = { begin(intent: Intent): Promise<void>; end(intent: Intent, result: AuditResult): Promise<void> };
export type StoreTestDeps = ScopeDeps & {
  readonly journal: UseJournal;
  readonly deployment: Deployment;
  readonly vaults: TryingVaults;
  readonly now: () => number;
  readonly uuid: () => string;
};

const MOST_SECRETS = 10;
/** What stands for the project where the workspace's store is tested for itself: no project is called so, and STS takes it as a session tag. */
const NO_PROJECT = '@workspace';

/** Tries a store as it is used: its roles, and up to ten secrets. It is written down before anything is tried; what is read is forgotten, and goes nowhere. */
export async function testStore(asked: AskedStoreTest, deps: StoreTestDeps): Promise<StoreTest> {
  const { project } = asked;
  const testedAt = new Date(deps.now()).toISOString();
  const read = await deps.settings.storesFor(project);
  const store = effectiveStore(read, deps.deployment);
  const arns = [...new Set(asked.secretArns ?? (await secretsInUse(project, MOST_SECRETS, deps)))];
  const scope = scopeOf(store, deps.deployment);
  const intent = intentOf(asked, { arns: arns.filter((arn) => isInScope(arn, scope)), at: testedAt, uuid: deps.uuid() });
  await deps.journal.begin(intent);
  const { roleArn, externalId } = store;
  const reader = { roleArn, externalId, workspace: deps.deployment.workspace, project: project ?? NO_PROJECT };
  const isOwn = project === null || read.projectStore !== null;
  const roleChecks = await checkRoles({ reader, rehearsalRoleArn: store.rehearsalRoleArn, isOwn }, deps);
  const isAssumed = roleChecks[0].status === 'ok';
  const tried = isAssumed ? await trySecrets(arns, { reader, store, scope, project }, deps) : arns.map(withoutRole);
  const checks = [...roleChecks, storeScopeCheck(store, scope), ...(arns.length === 0 ? NOTHING_IN_USE : tried.flatMap((each) => each.checks))];
  const status = isPassed(checks) ? 'ok' : 'failed';
  await deps.journal.end(intent, auditOf(status, checks, tried));
  return { scope: project === null ? 'workspace' : 'project', project, status, checks, testedAt };
}

type Roles = { readonly reader: Reader; readonly rehearsalRoleArn: string | null; readonly isOwn: boolean };

/** The reader role's own check comes first. */
async function checkRoles({ reader, rehearsalRoleArn, isOwn }: Roles, { vaults, uuid }: StoreTestDeps): Promise<readonly [StoreCheck, ...StoreCheck[]]> {
  const deps = { ...vaults, uuid };
  const reading = checkRole({ name: 'role', reader, isOwn }, deps);
  if (rehearsalRoleArn === null) return [...(await reading), withoutRehearsalRole()];
  const rehearsing = checkRole({ name: 'rehearsal_role', reader: { ...reader, roleArn: rehearsalRoleArn }, isOwn }, deps);
  const [[role, externalId], rehearsal] = await Promise.all([reading, rehearsing]);
  return [role, externalId, ...rehearsal];
}

type Trial = Omit<SecretTrial, 'vault'> & { readonly reader: Reader };

async function trySecrets(arns: readonly string[], { reader, ...trial }: Trial, { vaults }: StoreTestDeps): Promise<readonly TriedSecret[]> {
  const vault = vaults.vaultFor(reader);
  try {
    return await Promise.all(arns.map((arn) => trySecret(arn, { ...trial, vault })));
  } finally {
    for (const arn of arns) vault.forget(arn);
  }
}

function withoutRole(arn: string): TriedSecret {
  return { checks: notTried(arn, ['scope', 'tags', 'read', 'decrypt'], 'Not tried: the reader role cannot be assumed.'), versionId: null };
}

const NOTHING_IN_USE = notTried(null, ['tags', 'read', 'decrypt'], 'Not tried: no stored connection names a secret here yet. Name some in "secretArns".');

/** A store may have been put when the deployment still allowed more. */
function storeScopeCheck(store: SecretStore, scope: SecretTrial['scope']): StoreCheck {
  const about = { name: 'scope', secretArn: null } as const;
  const gone = [...store.accounts.filter((account) => !scope.accounts.includes(account)), ...store.regions.filter((region) => !scope.regions.includes(region))];
  if (gone.length === 0) return passed(about, 'The deployment allows all accounts and regions of the store.');
  const fix = { text: 'Take them out of the store, or have the operator add them to the deployment.', commands: [] };
  return failed(about, { code: null, message: `The deployment does not allow these accounts and regions of the store: ${gone.join(', ')}.`, fix });
}

const MUST_BE_PROVEN: ReadonlySet<StoreCheck['name']> = new Set<StoreCheck['name']>(['external_id', 'rehearsal_external_id']);

function isPassed(checks: readonly StoreCheck[]): boolean {
  return checks.every(({ name, status }) => status === 'ok' || (status === 'skipped' && !MUST_BE_PROVEN.has(name)));
}

function intentOf(
  { project, caller }: AskedStoreTest,
  { arns, at, uuid }: { readonly arns: readonly string[]; readonly at: string; readonly uuid: string },
): Intent {
  const secrets = arns.map((arn) => ({ arn, key: null, field: null }));
  const nothing = { connectionId: null, connector: null, method: null, hosts: [] };
  return { id: `ver_${uuid.replaceAll('-', '')}`, at, action: 'test_store', caller, project: project ?? '*', ...nothing, secrets };
}

/** In the words of a verification; a finding that has no code there is a misconfiguration. */
function auditOf(status: StoreTest['status'], checks: readonly StoreCheck[], tried: readonly TriedSecret[]): AuditResult {
  const versionIds = [...new Set(tried.flatMap(({ versionId }) => versionId ?? []))];
  const told = checks.find((check) => check.status === 'failed')?.code ?? 'misconfigured';
  const code = status === 'ok' ? 'ok' : told;
  return { status: isVerdict(code) ? VERDICTS[code].status : 'not_attempted', code, httpStatus: null, versionIds };
}

function isVerdict(code: string): code is VerdictCode {
  return Object.hasOwn(VERDICTS, code);
}
