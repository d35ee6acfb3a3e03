import { setImmediate as soon } from 'node:timers/promises';
import type { GetSecretValueCommandInput } from '@aws-sdk/client-secrets-manager';
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { makeStoreOpener, type StoreOpener } from '../../shared/open-store.ts';
import { ResolverError } from '../../shared/errors.ts';
import { makeVaults, type TryingVaults } from '../../shared/secrets/vault.ts';
import { externalIdOf } from '../../shared/settings/external-id.ts';
import { makeMemorySettingsStore } from '../helpers/stores/memory-settings-store.ts';
import { secretStore } from '../helpers/stores/settings.ts';

export const PROJECTS = 4;
export const SECRETS = 2;
const ACCOUNT = '137149879143';
const FRESH_MS = 60_000;

/** Roles, projects and secrets by their numbers; a role of -1 is the workspace's, which a project without a store of its own uses. */
export type Step =
  | { readonly do: 'test'; readonly project: number; readonly secret: number; readonly fresh: boolean }
  | { readonly do: 'grant' | 'revoke'; readonly role: number; readonly secret: number }
  | { readonly do: 'rotate'; readonly secret: number }
  | { readonly do: 'purge'; readonly project: number | null; readonly secret: number | null }
  | { readonly do: 'switch'; readonly project: number; readonly role: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'land'; readonly which: number };

/** Who asked AWS, for what, and when it was asked: all that a value says of itself. */
type Origin = {
  readonly role: string;
  readonly externalId: string;
  readonly project: string;
  readonly arn: string;
  readonly version: number;
  readonly at: number;
  /** Of the clock. */
  readonly ms: number;
};
/** Of what was asked at `askedAt`; it was heard at `at`. */
type Denial = Pick<Origin, 'role' | 'project' | 'arn'> & { readonly askedAt: number; readonly at: number };
type Purge = { readonly project: string | null; readonly arn: string | null; readonly at: number };
export type Told = { values: number; cached: number; denied: number; shared: number };

const roleArn = (role: number): string => `arn:aws:iam::${ACCOUNT}:role/secret-mask-resolver/${role === -1 ? 'workspace' : `role-${role}`}`;
const arnOf = (secret: number): string => `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:shared-${secret}-AbCdEf`;
const projectId = (project: number): string => `project-${project}`;

const DEPLOYMENT = {
  workspace: 'main',
  reader: { roleArn: roleArn(-1), externalId: 'id-of-the-stack' },
  rehearsalRoleArn: null,
  scope: { accounts: [ACCOUNT], regions: ['us-east-1'] },
  untagged: { mode: 'denied' },
} as const;

/** Four projects with stores of their own on the same secrets: the product's stores and vaults, and an AWS that knows which role may read what. */
export class StoreHistory {
  readonly wrong: string[] = [];
  readonly #told: Told;
  readonly #clock: { ms: number };
  readonly #settings = makeMemorySettingsStore({ now: () => this.#clock.ms });
  readonly #vaults: TryingVaults;
  readonly #open: StoreOpener;
  readonly #grants = new Set<string>();
  readonly #roles: number[] = Array.from({ length: PROJECTS }, (_, project) => project);
  readonly #revisions: number[] = Array.from({ length: PROJECTS }, () => 0);
  readonly #versions: number[] = Array.from({ length: SECRETS }, () => 1);
  readonly #denials: Denial[] = [];
  readonly #purges: Purge[] = [];
  readonly #running: Promise<void>[] = [];
  #waiting: (() => void)[] = [];
  /** What has happened, counted: an order among all that happens at one moment. */
  #at = 0;

  constructor(clock: { ms: number }, told: Told) {
    this.#clock = clock;
    this.#told = told;
    const now = (): number => clock.ms;
    this.#vaults = makeVaults({ now, random: () => 0.5, secretsManager: { region: 'us-east-1' }, sts: { region: 'us-east-1' } });
    this.#open = makeStoreOpener({ settings: this.#settings, deployment: DEPLOYMENT, vaults: this.#vaults });
  }

  /** Carries out the steps, then lets all land that is in the air. */
  async run(steps: readonly Step[]): Promise<void> {
    for (let project = 0; project < PROJECTS; project += 1) await this.#put(project, project);
    for (const step of steps) {
      await this.#take(step);
      await soon();
    }
    await this.#settle();
    this.#vaults.forget();
  }

  /** Between two calls some turns may go by: only when all tests are over is nothing left that could ask. */
  async #settle(): Promise<void> {
    const progress = { isOver: false };
    void Promise.all(this.#running).finally(() => {
      progress.isOver = true;
    });
    await soon();
    while (!progress.isOver) {
      for (const land of this.#waiting.splice(0)) land();
      await soon();
    }
  }

  /** Nothing stays in the air for longer than the deadline of a call, 1.7 s. */
  async #pass(ms: number): Promise<void> {
    await this.#settle();
    this.#clock.ms += ms;
  }

  async #take(step: Step): Promise<void> {
    this.#at += 1;
    if (step.do === 'test') this.#running.push(this.#test(step.project, step.secret, step.fresh));
    else if (step.do === 'grant') this.#grants.add(`${roleArn(step.role)} ${arnOf(step.secret)}`);
    else if (step.do === 'revoke') this.#grants.delete(`${roleArn(step.role)} ${arnOf(step.secret)}`);
    else if (step.do === 'rotate') this.#versions[step.secret]! += 1;
    else if (step.do === 'purge') await this.#purge(step.project, step.secret);
    else if (step.do === 'switch') await this.#put(step.project, step.role);
    else if (step.do === 'pass') await this.#pass(step.ms);
    else if (step.do === 'land') this.#waiting.splice(step.which % Math.max(this.#waiting.length, 1), 1)[0]?.();
  }

  async #put(project: number, role: number): Promise<void> {
    const id = projectId(project);
    const revision = this.#revisions[project]!;
    this.#roles[project] = role;
    if (role === -1) {
      if ((await this.#settings.removeStore(id, revision)) === 'removed') this.#revisions[project] = revision + 1;
      return;
    }
    const store = secretStore({ project: id, roleArn: roleArn(role), externalId: externalIdOf(id, DEPLOYMENT), revision: revision + 1 });
    if ((await this.#settings.putStore(store, revision)) === 'put') this.#revisions[project] = revision + 1;
    else throw new Error('the store was not put');
  }

  async #purge(project: number | null, secret: number | null): Promise<void> {
    const [id, arn] = [project === null ? null : projectId(project), secret === null ? null : arnOf(secret)];
    this.#purges.push({ project: id, arn, at: this.#at });
    await this.#settings.addPurge(id, { id: `purge-${this.#at}`, secretArn: arn });
  }

  /** What a test does with secrets, in its order; whatever it gets is judged. */
  async #test(project: number, secret: number, fresh: boolean): Promise<void> {
    const [id, secretArn, startedAt, ms, role] = [projectId(project), arnOf(secret), this.#at, this.#clock.ms, roleArn(this.#roles[project]!)];
    const mask = { secretArn, keyName: 'token', path: null, start: 0, end: 1, pointer: '/config/token' };
    try {
      const { store, vault } = await this.#open(id, [mask]);
      if (store.roleArn !== role) this.wrong.push(`${id} opened ${store.roleArn} in place of ${role}`);
      await vault.tagsOf(secretArn);
      const fetched = await vault.fetchSecrets([mask], { fresh });
      this.#told.values += 1;
      if (fetched.wasCached) this.#told.cached += 1;
      const origin: Origin = JSON.parse(fetched.valueOf(mask).reveal());
      if (this.#roles.filter((other) => roleArn(other) === role).length > 1) this.#told.shared += 1;
      this.#judge(origin, { role, project: id, arn: secretArn, externalId: store.externalId, startedAt, ms });
    } catch (error) {
      if (!(error instanceof ResolverError)) throw error;
      this.#told.denied += 1;
    }
  }

  #judge(origin: Origin, own: Omit<Origin, 'version' | 'at'> & { readonly startedAt: number }): void {
    const isOwn = (one: Partial<Origin>): boolean => one.role === own.role && one.project === own.project && one.arn === own.arn;
    if (!isOwn(origin) || origin.externalId !== own.externalId) this.wrong.push(`${JSON.stringify(own)} got ${JSON.stringify(origin)}`);
    if (origin.ms < own.ms - FRESH_MS) this.wrong.push(`a value of step ${origin.at} is used at ${own.startedAt}`);
    const isBetween = (at: number): boolean => at > origin.at && at < own.startedAt;
    const denial = this.#denials.find((each) => isOwn(each) && each.askedAt > origin.at && each.at < own.startedAt);
    if (denial) this.wrong.push(`a value of step ${origin.at} is used at ${own.startedAt}, after a denial at ${denial.at}`);
    const isMeant = (purge: Purge): boolean => (purge.project ?? own.project) === own.project && (purge.arn ?? own.arn) === own.arn;
    const purge = this.#purges.find((each) => isMeant(each) && isBetween(each.at));
    if (purge) this.wrong.push(`a value of step ${origin.at} is used at ${own.startedAt}, after it was to be forgotten at ${purge.at}`);
  }

  /** STS: gives a session to whoever asks, which says whose it is. */
  async assume({ RoleArn: role, ExternalId: externalId, Tags = [] }: AssumeRoleCommandInput): Promise<unknown> {
    const project = Tags.find(({ Key }) => Key === 'project')?.Value;
    await this.#turn();
    const AccessKeyId = JSON.stringify({ role, externalId, project });
    return { Credentials: { AccessKeyId, SecretAccessKey: 'x', SessionToken: 'x', Expiration: new Date(this.#clock.ms) } };
  }

  /** Secrets Manager: what is asked is judged when it comes in; the answer waits for its turn to land. */
  async read(accessKeyId: string, { SecretId: arn = '' }: GetSecretValueCommandInput): Promise<unknown> {
    const session: Pick<Origin, 'role' | 'externalId' | 'project'> = JSON.parse(accessKeyId);
    const version = this.#versions[Number(arn.split('-').at(-2))] ?? 0;
    const origin: Origin = { ...session, arn, version, at: this.#at, ms: this.#clock.ms };
    const isGranted = this.#grants.has(`${session.role} ${arn}`);
    await this.#turn();
    if (!isGranted) {
      this.#denials.push({ ...session, arn, askedAt: origin.at, at: this.#at });
      throw Object.assign(new Error('denied'), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } });
    }
    const value = { VersionId: `v${version}`, VersionStages: ['AWSCURRENT'], SecretString: JSON.stringify({ token: JSON.stringify(origin) }) };
    return { ARN: arn, Tags: [{ Key: 'connection-hosts', Value: 'a.example.com' }], ...value };
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
