import type { FailureIssue } from '../../api/failure.ts';
import type { Store, StoreFields } from '../../api/types.ts';
import { issueText } from '../../parts/issue-text.ts';

/** As it is typed: lists are texts, their entries apart by white space or commas. */
export type StoreForm = {
  readonly roleArn: string;
  readonly rehearsalRoleArn: string;
  readonly accounts: string;
  readonly regions: string;
  readonly untaggedSecrets: Store['untaggedSecrets'];
  readonly listedHosts: string;
  readonly certificateAuthority: string;
  /** Of the workspace's store alone. */
  readonly secretOwners: readonly OwnerForm[];
};
export type OwnerForm = { readonly subject: string; readonly secretArns: string };

/** What a store holds, to be changed; for a store that a project is yet to get, without the role, which can be no one's but its own. */
export function formOf(store: Store): StoreForm {
  const { roleArn, rehearsalRoleArn, accounts, regions, untaggedSecrets, listedHosts, certificateAuthority } = store;
  const owners = store.inherited ? [] : (store.secretOwners ?? []);
  return {
    roleArn: store.inherited ? '' : roleArn,
    rehearsalRoleArn: store.inherited ? '' : (rehearsalRoleArn ?? ''),
    accounts: accounts.join(' '),
    regions: regions.join(' '),
    untaggedSecrets,
    listedHosts: listedHosts.join('\n'),
    certificateAuthority: certificateAuthority ?? '',
    secretOwners: owners.map(({ subject, secretArns }) => ({ subject, secretArns: secretArns.join('\n') })),
  };
}

/** What is sent: listed hosts only where they count, owners only for the workspace (`project` null). */
export function bodyOf(form: StoreForm, project: string | null): StoreFields {
  const { roleArn, rehearsalRoleArn, untaggedSecrets, certificateAuthority, secretOwners } = form;
  return {
    roleArn: roleArn.trim(),
    rehearsalRoleArn: orNull(rehearsalRoleArn),
    accounts: entriesIn(form.accounts),
    regions: entriesIn(form.regions),
    untaggedSecrets,
    listedHosts: untaggedSecrets === 'listed' ? entriesIn(form.listedHosts) : [],
    certificateAuthority: orNull(certificateAuthority),
    ...(project === null && { secretOwners: secretOwners.map(({ subject, secretArns }) => ({ subject: subject.trim(), secretArns: entriesIn(secretArns) })) }),
  };
}

/** What is wrong at each field, of what the API said; an entry of a list is named by itself, an owner by its number. */
export function problemsAt(issues: readonly FailureIssue[], sent: StoreFields): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  for (const issue of issues) {
    const [, field = '', at] = (issue.pointer ?? '').split('/');
    const owner = field === 'secretOwners' && at !== undefined ? `Owner ${Number(at) + 1}: ` : '';
    const text = owner + issueText(issue, entryAt(sent, issue.pointer ?? ''));
    const before = problems.get(field);
    problems.set(field, before === undefined ? text : `${before} ${text}`);
  }
  return problems;
}

/** The text that a JSON Pointer leads to, where it leads to an entry of a list. */
function entryAt(sent: StoreFields, pointer: string): string {
  let found: unknown = sent;
  for (const name of pointer.split('/').slice(1)) found = typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined;
  return typeof found === 'string' && /\/\d+$/.test(pointer) ? `“${found}”` : 'This';
}

export function entriesIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((entry) => entry !== '');
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}
