import type { Defence } from './defence.ts';

const ACCESS = 'tests/unit/connections/access.test.ts';
const IAM = 'tests/contract/iam.test.ts';

/** Who may ask for what, and what the deployment itself may do. */
export const ACCESS_RULES: readonly Defence[] = [
  {
    name: 'roles',
    file: 'shared/connections/grants.ts',
    text: ' && ROLES.indexOf(grant.role) >= ROLES.indexOf(NEEDS[privilege])',
    without: '',
    test: { file: ACCESS, title: 'a %s may do this in its project and no more: %s' },
  },
  {
    name: 'roles of a project',
    file: 'shared/connections/grants.ts',
    text: '(grant.project === ALL_PROJECTS || grant.project === project) && ',
    without: '',
    test: { file: ACCESS, title: 'a %s of another project, or of a project whose name begins alike, may do nothing' },
  },
  {
    name: 'forged role claims',
    file: 'shared/connections/grants.ts',
    text: 'export const GRANT = /^(\\*|[a-z0-9-]{1,40}):(viewer|tester|editor|admin)$/;',
    without: 'export const GRANT = /(\\*|[a-z0-9-]{1,40}):(viewer|tester|editor|admin)/;',
    test: { file: ACCESS, title: 'a roles claim that is %s grants nothing' },
  },
  {
    name: 'other projects’ connections are absent',
    file: 'shared/connections/find-connection.ts',
    text: "if (!connection || !may(caller, 'connections:read', connection.project)) refuse('not_found');",
    without: "if (!connection) refuse('not_found');",
    test: { file: 'tests/unit/connections/foreign-ids.test.ts', title: 'is shown to none by any route, over all ids, and nothing of it changes' },
  },
  {
    name: 'names of prototypes',
    file: 'shared/http/parse-json.ts',
    text: "  if (FORBIDDEN_NAMES.has(name)) refuse('body_invalid', { found: 'a property has a name that is never allowed' });\n",
    without: '',
    test: { file: 'tests/unit/http/parse-json.test.ts', title: 'a property named %s is refused' },
  },
  {
    name: 'properties given twice',
    file: 'shared/http/parse-json.ts',
    text: "  if (names?.has(name)) refuse('body_invalid', { found: 'a property stands twice in one object' });\n",
    without: '',
    test: { file: 'tests/unit/http/parse-json.test.ts', title: 'a property that stands twice is refused: %s' },
  },
  {
    name: 'ceiling of function roles',
    file: 'infra/aws/roles.yml',
    text: "            Action: secretsmanager:*\n            Resource: '*'\n          - Sid: NothingElse\n            Effect: Deny\n",
    without: "            Action: secretsmanager:RotateSecret\n            Resource: '*'\n          - Sid: NothingElse\n            Effect: Allow\n",
    test: { file: IAM, title: 'every action Secrets Manager has > %s may use none of them, even with an administrator policy attached' },
  },
  {
    name: 'only tagged, current values for the reader',
    file: 'infra/aws/reading.yml',
    text: "  'Null': { aws:ResourceTag/connection-hosts: 'false' }\n",
    without: '',
    test: { file: IAM, title: '%s: it %s' },
  },
  {
    name: 'tags are the owners’',
    file: 'infra/aws/owner-tags-policy.yml',
    text: 'Action: [secretsmanager:TagResource, secretsmanager:UntagResource, secretsmanager:CreateSecret]',
    without: 'Action: [secretsmanager:TagResource, secretsmanager:CreateSecret]',
    test: { file: IAM, title: '%s %s, as %s, call %s with the tags %j' },
  },
  {
    name: 'local pages under their own name',
    file: 'infra/local/host-guard.ts',
    text: "hosts.length === 1 && ownHosts(port).includes(hosts[0] ?? '') && ",
    without: '',
    test: { file: 'tests/unit/local/host-guard.test.ts', title: 'is not answered under %s' },
  },
  {
    name: 'local pages of no other origin',
    file: 'infra/local/host-guard.ts',
    text: "return fromSite || headerValues(request, 'origin').some((origin) => !own.has(origin));",
    without: 'return fromSite && own.size === 0;',
    test: { file: 'tests/unit/local/host-guard.test.ts', title: 'refuses a page of another origin: %s %s' },
  },
  {
    name: 'local sign-in leads back to the console alone',
    file: 'infra/local/sign-in/sign-in.ts',
    text: "    ['redirect_uri', homeOf(issuer)],\n",
    without: '',
    test: { file: 'tests/unit/local/sign-in.test.ts', title: 'a request to sign in is sent nowhere > %s' },
  },
  {
    name: 'codes of a sign-in, for who asked for them',
    file: 'infra/local/sign-in/codes.ts',
    text: 'challengeOf(verifier) === kept.facts.challenge && ',
    without: '',
    test: { file: 'tests/unit/local/sign-in.test.ts', title: 'a code > is worth nothing with %s' },
  },
];
