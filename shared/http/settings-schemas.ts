import * as v from 'valibot';
import { AUTHORITY_FORM } from '../settings/certificate-authority.ts';
import { FORMS } from './schemas.ts';

// The shapes of projects and stores. What the server makes itself (external ID, revision, times) is in answers only.

const Name = v.pipe(
  v.string(),
  v.regex(/^(?=.*\S)[^\p{C}\p{Zl}\p{Zp}]{1,120}$/u, FORMS.name),
  v.description('What people call it: 1 to 120 printable characters.'),
);

export const ProjectFields = v.strictObject({ name: Name });

export const ProjectAnswer = v.strictObject({
  id: v.string(),
  name: v.pipe(v.string(), v.description('The id, as long as nobody has given it a name.')),
  revision: v.pipe(v.number(), v.description('0 as long as nobody has described it.')),
  createdAt: v.nullable(v.string()),
  updatedAt: v.nullable(v.string()),
});
export const ProjectPage = v.strictObject({ items: v.array(ProjectAnswer), nextCursor: v.nullable(v.string()) });

const Text = v.pipe(v.string(), v.regex(/^[^\p{C}\p{Zl}\p{Zp}]{1,640}$/u, FORMS.settingsText));
const textsOf = (most: number, least: 0 | 1 = 0) => v.pipe(v.array(Text), v.minLength(least, FORMS.settingsTexts), v.maxLength(most, FORMS.settingsTexts));

const SecretOwner = v.strictObject({
  subject: v.pipe(v.string(), v.regex(/^[^\p{C}\p{Zl}\p{Zp}]{1,256}$/u, FORMS.subject), v.description('The subject of a caller.')),
  secretArns: v.pipe(textsOf(20, 1), v.description('ARNs of secrets; `*` at the end stands for any text.')),
});

const FIELDS = {
  roleArn: v.pipe(Text, v.description('The reader role, under the path /secret-mask-resolver/, in an account of the deployment.')),
  rehearsalRoleArn: v.pipe(
    v.nullable(Text),
    v.description('Another role under that path, which reads AWSPENDING only; null: versions that are not current yet cannot be tried.'),
  ),
  accounts: v.pipe(textsOf(100, 1), v.description('The accounts whose secrets masks may name: of those of the deployment.')),
  regions: v.pipe(textsOf(100, 1), v.description('The regions of those secrets: of those of the deployment.')),
  untaggedSecrets: v.pipe(
    v.picklist(['denied', 'listed', 'vendor']),
    v.description('Where a secret without the tag connection-hosts may go; without this, nowhere.'),
  ),
  listedHosts: v.pipe(textsOf(100), v.description('With `listed`: entries as in the tag connection-hosts.')),
  certificateAuthority: v.pipe(v.nullable(v.string()), v.description(`What your own hosts may be certified by too: ${AUTHORITY_FORM}.`)),
};

const { roleArn, rehearsalRoleArn, accounts, regions, untaggedSecrets, listedHosts, certificateAuthority } = FIELDS;
export const ProjectStoreFields = v.strictObject({
  roleArn,
  rehearsalRoleArn: v.optional(rehearsalRoleArn),
  accounts,
  regions,
  untaggedSecrets: v.optional(untaggedSecrets),
  listedHosts: v.optional(listedHosts),
  certificateAuthority: v.optional(certificateAuthority),
});
export const WorkspaceStoreFields = v.strictObject({
  ...ProjectStoreFields.entries,
  secretOwners: v.optional(
    v.pipe(v.array(SecretOwner), v.maxLength(50, FORMS.owners), v.description('Who sees in all projects which connections use their secrets.')),
  ),
});

const PolicyDocument = v.strictObject({ Version: v.string(), Statement: v.array(v.record(v.string(), v.unknown())) });

const StorePolicies = v.strictObject({
  trust: v.pipe(PolicyDocument, v.description('Trust policy of the reader role.')),
  permissions: v.pipe(v.array(PolicyDocument), v.description('Its permissions: one managed policy each, all of them to be attached.')),
  rehearsal: v.pipe(
    v.array(PolicyDocument),
    v.description('Permissions of a rehearsal role, which has the same trust policy: one managed policy each, all of them to be attached.'),
  ),
  tagging: v.pipe(PolicyDocument, v.description('A sample: leaves the tags connection-* to the owners of the secrets.')),
  basis: v.pipe(
    v.picklist(['secrets_in_use', 'accounts_and_regions']),
    v.description('Whether the permissions name exactly the secrets in use, or all of the accounts and regions.'),
  ),
  complete: v.pipe(v.boolean(), v.description('false: there are more connections than could be looked at.')),
  notes: v.array(v.string()),
});

const STANDING = {
  revision: v.number(),
  createdAt: v.nullable(v.string()),
  updatedAt: v.nullable(v.string()),
};

/** A store that is stored, or the deployment's own at revision 0. */
export const StoreAnswer = v.strictObject({
  scope: v.picklist(['workspace', 'project']),
  inherited: v.literal(false),
  project: v.nullable(v.string()),
  ...FIELDS,
  secretOwners: v.optional(v.array(SecretOwner)),
  externalId: v.pipe(v.string(), v.description('Made by the server; never changes.')),
  ...STANDING,
  policies: v.optional(StorePolicies),
});

/** What a project without a store of its own uses, without what is the workspace's own affair; and what a store of its own would need. */
export const InheritedStore = v.strictObject({
  scope: v.literal('workspace'),
  inherited: v.literal(true),
  project: v.string(),
  ...FIELDS,
  revision: v.pipe(v.number(), v.integer(), v.minValue(0), v.description('0, until a store of its own has been taken out: the next one goes on from here.')),
  own: v.strictObject({ externalId: v.string(), policies: StorePolicies }),
});

export const ProjectStoreAnswer = v.union([StoreAnswer, InheritedStore]);

const Stop = v.strictObject({
  connectionId: v.string(),
  name: v.string(),
  project: v.string(),
  secretArn: v.string(),
  code: v.string(),
  message: v.string(),
});
const Doubt = v.strictObject({ code: v.string(), message: v.string(), secretArns: v.array(v.string()) });

export const StoreRehearsal = v.strictObject({
  store: ProjectStoreAnswer,
  stopsResolving: v.pipe(v.array(Stop), v.description('Masks that resolve now and no longer would.')),
  mayStop: v.pipe(v.array(Doubt), v.description('What depends on roles, policies and tags, which are not looked up.')),
  complete: v.pipe(v.boolean(), v.description('false: there is more than could be looked at or listed.')),
});
