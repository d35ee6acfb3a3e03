import * as v from 'valibot';
import { IDENTITY } from '../connectors/identity.ts';

// The shapes of requests, once: parsing and the OpenAPI document both rest on these. Those of answers, which are only described, stand apart.

/** What a property has to look like, in the words of the fix. */
export const FORMS = {
  project: 'lower-case letters, digits and hyphens, at most 40',
  identity: '1 to 128 printable characters, not only spaces',
  name: '1 to 120 printable characters, not only spaces',
  labelName: 'lower-case letters, digits and . _ / -, at most 63',
  labelValue: 'at most 128 printable characters',
  labels: 'at most 20 labels',
  every: 'an ISO 8601 duration of whole minutes, at least PT5M and at most P31D, such as PT15M',
  settingsText: '1 to 640 printable characters',
  settingsTexts: 'a list of at most 100, in accounts and regions at least one, in secretArns 1 to 20',
  subject: '1 to 256 printable characters',
  owners: 'at most 50 owners',
  secretArn: 'the whole ARN of a secret, with its six characters at the end',
  connectionIds: '1 to 100 ids of connections, con_ and 32 hexadecimal digits each',
  connectorId: 'the id of a connector, lower-case letters, digits and hyphens',
} as const;

export const Project = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9-]{1,40}$/, FORMS.project),
  v.description('Project id; may be left out by a caller who has exactly one.'),
);

export const ConnectorId = v.pipe(v.string(), v.description('Connector id, as in GET /v1/connectors.'));
export const MethodId = v.pipe(v.string(), v.description('One of the ways to connect of the connector; without it, the first.'));
export const Config = v.pipe(
  v.record(v.string(), v.unknown()),
  v.description('The fields of the connector; masks {{workato:sm:<key name>:<secret ARN>}} in the maskable ones.'),
);

export const ExpectIdentity = v.pipe(
  v.string(),
  v.regex(IDENTITY, FORMS.identity),
  v.description('Whom the credentials are to belong to, as in `identity`; another ends the test as identity_changed.'),
);

const Options = v.strictObject({
  versionStage: v.optional(
    v.pipe(
      v.picklist(['AWSCURRENT', 'AWSPENDING']),
      v.description('AWSPENDING: with the versions that are not current yet, of all its secrets that have one. Needs secrets:use, and changes no standing.'),
    ),
  ),
});

export const StoredTestRequest = v.strictObject({ options: v.optional(Options) });

export const TestRequest = v.strictObject({
  connector: ConnectorId,
  method: v.optional(MethodId),
  config: Config,
  expectIdentity: v.optional(v.nullable(ExpectIdentity)),
  project: v.optional(Project),
  options: v.optional(Options),
});
