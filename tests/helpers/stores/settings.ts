import type { Project } from '../../../shared/settings/project.ts';
import type { SecretStore } from '../../../shared/settings/secret-store.ts';

const AT = '2026-11-23T12:00:00.000Z';

/** A store as the API would keep it; the workspace's where `project` is null. */
export function secretStore(fields: Partial<SecretStore> = {}): SecretStore {
  return {
    project: 'demo',
    roleArn: 'arn:aws:iam::137149879143:role/secret-mask-resolver/demo',
    rehearsalRoleArn: null,
    externalId: '7b1d1f4c-94fd-4a3e-8a3c-0f7f3c5f1a11',
    accounts: ['137149879143'],
    regions: ['us-east-1'],
    untaggedSecrets: 'denied',
    listedHosts: [],
    certificateAuthority: null,
    secretOwners: [],
    revision: 1,
    createdAt: AT,
    updatedAt: AT,
    ...fields,
  };
}

export function project(fields: Partial<Project> = {}): Project {
  return { id: 'demo', name: 'Demo', revision: 1, createdAt: AT, updatedAt: AT, ...fields };
}
