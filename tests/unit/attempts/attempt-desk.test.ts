import { expect, it } from 'vitest';
import type { AttemptStore } from '../../../shared/attempts/attempt-store.ts';
import { makeAttemptBudget } from '../../../shared/attempts/attempts.ts';
import { makeMemoryAttemptStore } from '../../helpers/stores/memory-attempt-store.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const USE = {
  arn: 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials-FsmeTs',
  key: 'token',
  versionId: 'v1',
  host: 'jira.example.com',
};
const TERMS = { windowMs: 900_000, lockout: 'medium' } as const;

function countedStore(asked: string[]): AttemptStore {
  const store = makeMemoryAttemptStore();
  return {
    read: (credential) => {
      asked.push('read');
      return store.read(credential);
    },
    write: async (...written) => {
      const isWritten = await store.write(...written);
      asked.push(isWritten ? 'written' : 'lost');
      return isWritten;
    },
  };
}

it('of a batch that comes in one moment with the same credential one asks the store, and no write is lost', async () => {
  const asked: string[] = [];
  const budget = makeAttemptBudget({ store: countedStore(asked), now: () => NOW, uuid: () => crypto.randomUUID() });
  const permissions = await Promise.all(Array.from({ length: 20 }, () => budget.ask([USE], TERMS)));
  expect(permissions.map(({ kind }) => kind).toSorted()).toEqual(['permit', ...Array.from({ length: 19 }, () => 'wait')]);
  expect(asked).toEqual(['read', 'written']);
});

it('when the store does not answer the one that asks, those who came with it ask for themselves', async () => {
  const store = makeMemoryAttemptStore();
  let reads = 0;
  const read: AttemptStore['read'] = async (credential) => {
    reads += 1;
    if (reads === 1) throw new Error('throttled');
    return store.read(credential);
  };
  const budget = makeAttemptBudget({ store: { ...store, read }, now: () => NOW, uuid: () => crypto.randomUUID() });
  const [first, ...others] = await Promise.allSettled(Array.from({ length: 3 }, () => budget.ask([USE], TERMS)));
  expect(first?.status).toBe('rejected');
  expect(others.map((other) => (other.status === 'fulfilled' ? other.value.kind : 'rejected')).toSorted()).toEqual(['permit', 'wait']);
});
