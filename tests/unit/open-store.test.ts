import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { LocatedMask } from '../../shared/masks/secret-reference.ts';
import { makeStoreOpener, type StoreOpener } from '../../shared/open-store.ts';
import { makeVaults, type Vaults } from '../../shared/secrets/vault.ts';
import type { Deployment } from '../../shared/settings/effective-store.ts';
import { externalIdOf } from '../../shared/settings/external-id.ts';
import { PurgeFollower } from '../../shared/settings/purge-follower.ts';
import type { SecretStore } from '../../shared/settings/secret-store.ts';
import type { SettingsStore } from '../../shared/settings/settings-store.ts';
import { makeMemorySettingsStore } from '../helpers/stores/memory-settings-store.ts';
import { secretStore } from '../helpers/stores/settings.ts';

const ACCOUNT = '137149879143';
const DEPLOYMENT: Deployment = {
  workspace: 'main',
  reader: { roleArn: `arn:aws:iam::${ACCOUNT}:role/secret-mask-resolver/reader`, externalId: 'id-of-the-stack' },
  rehearsalRoleArn: null,
  scope: { accounts: [ACCOUNT, '210987654321'], regions: ['us-east-1', 'eu-central-1'] },
  untagged: { mode: 'denied' },
};

function storeOf(project: string | null, more: Partial<SecretStore> = {}): SecretStore {
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/secret-mask-resolver/${project ?? 'workspace'}`;
  return secretStore({ project, roleArn, externalId: externalIdOf(project, DEPLOYMENT), ...more });
}

function maskOf(account: string, region = 'us-east-1'): LocatedMask {
  const secretArn = `arn:aws:secretsmanager:${region}:${account}:secret:jira-AbCdEf`;
  return { secretArn, keyName: 'token', path: null, start: 0, end: 80, pointer: '/config/token' };
}

let settings: SettingsStore;
let open: StoreOpener;
const vaultFor = vi.fn<Vaults['vaultFor']>();
const forget = vi.fn<Vaults['forget']>();
const readerOf = async (project: string): Promise<unknown> => {
  await open(project, []);
  return vaultFor.mock.lastCall?.[0];
};

beforeEach(() => {
  vi.resetAllMocks();
  settings = makeMemorySettingsStore();
  open = makeStoreOpener({ settings, deployment: DEPLOYMENT, vaults: { vaultFor, forget } });
});

describe('a project reads as', () => {
  it('the reader of the deployment, as long as nobody has stored another', async () => {
    expect(await readerOf('demo')).toEqual({ ...DEPLOYMENT.reader, workspace: 'main', project: 'demo' });
  });

  it("the workspace's reader, where the workspace has a store", async () => {
    await settings.putStore(storeOf(null), 0);
    expect(await readerOf('demo')).toMatchObject({ roleArn: expect.stringMatching(/workspace$/), externalId: 'id-of-the-stack' });
  });

  it('its own reader under its own external ID, where it has a store; other projects do not', async () => {
    await settings.putStore(storeOf('demo'), 0);
    expect(await readerOf('demo')).toMatchObject({ roleArn: expect.stringMatching(/demo$/), externalId: externalIdOf('demo', DEPLOYMENT) });
    expect(await readerOf('other')).toMatchObject(DEPLOYMENT.reader);
  });

  it("its own reader and never the workspace's, where both have a store", async () => {
    await settings.putStore(storeOf(null), 0);
    await settings.putStore(storeOf('demo'), 0);
    expect(await readerOf('demo')).toMatchObject({ roleArn: expect.stringMatching(/demo$/), externalId: externalIdOf('demo', DEPLOYMENT) });
    expect(await readerOf('other')).toMatchObject({ roleArn: expect.stringMatching(/workspace$/), externalId: 'id-of-the-stack' });
  });

  it('nobody else once its own store is there: no second reader is asked for', async () => {
    await settings.putStore(storeOf('demo'), 0);
    await open('demo', []);
    expect(vaultFor).toHaveBeenCalledTimes(1);
  });
});

describe('what is not current yet is read', () => {
  const REHEARSER = `arn:aws:iam::${ACCOUNT}:role/secret-mask-resolver/rehearsal`;
  const vaults = makeVaults({ now: () => 0, random: () => 0 });
  /** Who reads what the opened store rehearses with; null where nobody does. */
  const rehearserOf = async (project: string): Promise<unknown> => {
    vaultFor.mockReset().mockImplementation((reader) => vaults.vaultFor(reader));
    const { rehearsal } = await open(project, []);
    return rehearsal && vaultFor.mock.calls[vaultFor.mock.results.findIndex(({ value }) => value === rehearsal)]?.[0];
  };

  it('by nobody, where the store has no rehearsal role', async () => {
    await settings.putStore(storeOf('demo'), 0);
    expect(await rehearserOf('demo')).toBeNull();
    expect(await rehearserOf('other')).toBeNull();
  });

  it("by the rehearsal role of the project's store, with its external ID and for that project; never by another store's", async () => {
    await settings.putStore(storeOf(null, { rehearsalRoleArn: REHEARSER }), 0);
    await settings.putStore(storeOf('demo'), 0);
    await settings.putStore(storeOf('own', { rehearsalRoleArn: `${REHEARSER}-own` }), 0);
    expect(await rehearserOf('demo')).toBeNull();
    expect(await rehearserOf('own')).toEqual({ roleArn: `${REHEARSER}-own`, externalId: externalIdOf('own', DEPLOYMENT), workspace: 'main', project: 'own' });
    expect(await rehearserOf('other')).toEqual({ roleArn: REHEARSER, externalId: 'id-of-the-stack', workspace: 'main', project: 'other' });
  });

  it("by the deployment's, as long as nobody has stored another store", async () => {
    open = makeStoreOpener({ settings, deployment: { ...DEPLOYMENT, rehearsalRoleArn: REHEARSER }, vaults: { vaultFor, forget } });
    expect(await rehearserOf('demo')).toEqual({ roleArn: REHEARSER, externalId: 'id-of-the-stack', workspace: 'main', project: 'demo' });
  });
});

describe('a mask is refused before any vault is asked', () => {
  it.each([
    ['an account that the store does not list', storeOf('demo'), maskOf('210987654321')],
    ['a region that the store does not list', storeOf('demo'), maskOf(ACCOUNT, 'eu-central-1')],
    ['an account that the deployment no longer allows', storeOf('demo', { accounts: ['999999999999'] }), maskOf('999999999999')],
  ])('for %s', async (_, store, mask) => {
    await settings.putStore(store, 0);
    await expect(open('demo', [mask])).rejects.toMatchObject({ issues: [{ code: 'arn_out_of_scope', where: { pointer: '/config/token' } }] });
    expect(vaultFor).not.toHaveBeenCalled();
  });
});

describe('what is cached is forgotten', () => {
  it('once for each order, and before the vault is opened', async () => {
    await settings.addPurge('demo', { id: 'one', secretArn: maskOf(ACCOUNT).secretArn });
    forget.mockImplementation(() => {
      expect(vaultFor).not.toHaveBeenCalled();
    });
    await open('demo', []);
    await open('demo', []);
    expect(forget.mock.calls).toEqual([[maskOf(ACCOUNT).secretArn]]);
  });

  it('of all secrets, by an order for the whole workspace', async () => {
    await settings.addPurge(null, { id: 'all', secretArn: null });
    await open('demo', []);
    expect(forget.mock.calls).toEqual([[undefined]]);
  });

  it("not by another project's order", async () => {
    await settings.addPurge('other', { id: 'one', secretArn: null });
    await open('demo', []);
    expect(forget).not.toHaveBeenCalled();
  });
});

it('an environment remembers a bounded number of orders, and the newest ones', () => {
  const follower = new PurgeFollower();
  const purges = Array.from({ length: 5_000 }, (_, n) => ({ id: String(n), secretArn: null }));
  expect(follower.unmet(purges)).toHaveLength(5_000);
  expect(follower.unmet(purges.slice(-50))).toEqual([]);
  expect(follower.unmet(purges.slice(0, 50))).toHaveLength(50);
});

it('external IDs are those of STS, differ by project, workspace and deployment, and never change', () => {
  const own = externalIdOf('demo', DEPLOYMENT);
  expect(own).toBe('e92a3707-fff9-c7a1-f0a3-c5cc760b64bb');
  expect(externalIdOf(null, DEPLOYMENT)).toBe('id-of-the-stack');
  const others = [
    externalIdOf('demo2', DEPLOYMENT),
    externalIdOf('demo', { ...DEPLOYMENT, workspace: 'second' }),
    externalIdOf('demo', { ...DEPLOYMENT, reader: { ...DEPLOYMENT.reader, externalId: 'id-of-another-stack' } }),
  ];
  expect(new Set([own, ...others]).size).toBe(4);
});
