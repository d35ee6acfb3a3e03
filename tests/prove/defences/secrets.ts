import type { Defence } from './defence.ts';

const CALLS = 'tests/unit/secrets/vault-calls.test.ts';
const FAULTS = 'tests/unit/secrets/vault-faults.test.ts';
const FRESHNESS = 'tests/unit/secrets/vault-freshness.test.ts';

/** Who reads a secret, for whom, and how long it is kept. */
export const SECRETS: readonly Defence[] = [
  {
    name: 'returned-ARN check',
    file: 'shared/secrets/secret-provider.ts',
    text: 'answer.ARN !== arn || ',
    without: '',
    test: { file: FAULTS, title: 'an answer with %s is not used' },
  },
  {
    name: 'returned-ARN check of tags',
    file: 'shared/secrets/tag-reader.ts',
    text: "    if (answer.ARN !== arn) throw new ResolverError('vault_unavailable', { arn });\n",
    without: '',
    test: { file: CALLS, title: 'tags come with the time they were asked for, and the tags of another secret are not believed' },
  },
  {
    name: 'stage pin',
    file: 'shared/secrets/secret-provider.ts',
    text: '{ SecretId: arn, VersionStage: versionStage }',
    without: '{ SecretId: arn }',
    test: { file: CALLS, title: 'every GetSecretValue names the whole ARN and the version stage' },
  },
  {
    name: 'project in the cache key',
    file: 'shared/secrets/vault.ts',
    text: 'reader.workspace, reader.project]',
    without: 'reader.workspace]',
    test: { file: CALLS, title: 'two readers that differ in %s alone never share a value, tags or a session' },
  },
  {
    name: 'external ID and session tags',
    file: 'shared/secrets/reader-session.ts',
    text: '    ExternalId: reader.externalId,\n',
    without: '',
    test: { file: CALLS, title: 'the session is asked for with external ID, session tags, 900 seconds and a name that STS takes' },
  },
  {
    name: 'own store of a project',
    file: 'shared/settings/effective-store.ts',
    text: 'return projectStore ?? workspaceStore ?? ',
    without: 'return workspaceStore ?? projectStore ?? ',
    test: { file: 'tests/unit/open-store.test.ts', title: "its own reader and never the workspace's, where both have a store" },
  },
  {
    name: 'accounts and regions of the store',
    file: 'shared/open-store.ts',
    text: '    refuseAny(issuesOfScope(masks, scopeOf(store, deployment)));\n',
    without: '',
    test: { file: 'tests/unit/open-store.test.ts', title: 'for %s' },
  },
  {
    name: 'single flight',
    file: 'shared/secrets/flights.ts',
    text: '    if (running !== undefined && (running.isFresh || !trip.isFresh)) return running.result;\n',
    without: '',
    test: { file: CALLS, title: '1,000 tests of 20 masks over 3 secrets, 100 at a time and cold, cost 3 GetSecretValue, 3 DescribeSecret and 1 AssumeRole' },
  },
  {
    name: 'value cache age',
    file: 'shared/secrets/secret-provider.ts',
    text: '{ least: 45, most: 58 }',
    without: '{ least: 450, most: 580 }',
    test: { file: FRESHNESS, title: 'neither value nor tags are used 60 s after they were asked for (random %d)' },
  },
  {
    name: 'tag cache age',
    file: 'shared/secrets/tag-reader.ts',
    text: '{ least: 45_000, most: 60_000 }',
    without: '{ least: 450_000, most: 600_000 }',
    test: { file: FRESHNESS, title: 'neither value nor tags are used 60 s after they were asked for (random %d)' },
  },
  {
    name: 'purge',
    file: 'shared/open-store.ts',
    text: '    for (const { secretArn } of follower.unmet(read.purges)) vaults.forget(secretArn ?? undefined);\n',
    without: '',
    test: { file: 'tests/unit/open-store.test.ts', title: 'once for each order, and before the vault is opened' },
  },
  {
    name: 'a refusal of AWS ends what is cached',
    file: 'shared/secrets/flights.ts',
    text: '    this.#deps.refused(arn);\n',
    without: '',
    test: { file: FAULTS, title: '%s on the tags drops the cached value too' },
  },
  {
    name: 'deadline of AWS calls',
    file: 'shared/secrets/aws-calls.ts',
    text: 'AbortSignal.timeout(DEADLINE_MS)',
    without: 'AbortSignal.timeout(6_000)',
    test: { file: 'tests/unit/secrets/aws-calls.test.ts', title: 'a call is given up within 1.7 s, whatever it waits for, and its error is of time' },
  },
];
