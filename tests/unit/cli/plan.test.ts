import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergePatchTo } from '../../../infra/cli/merge-patch-to.ts';
import { planOf } from '../../../infra/cli/plan.ts';
import { mergePatch } from '../../../shared/http/merge-patch.ts';
import type { JsonObject } from '../../../shared/json.ts';

const FACTS = { firstMethods: new Map([['jira-dc', 'pat']]) };
const described = (more: object = {}) => ({
  path: 'a.json',
  connection: { name: 'Jira', connector: 'jira-dc', config: { baseUrl: 'https://a.example', token: 'x' }, project: 'demo', ...more },
  lineOf: () => 1,
});
const stored = (more: object = {}) => {
  const standing = { state: 'untested' as const, since: '', lastVerifiedAt: null, lastOkAt: null, code: null, versionIds: [], recent: [] };
  const fields = { name: 'Jira', connector: 'jira-dc', method: 'pat', project: 'demo', config: { token: 'x', baseUrl: 'https://a.example' } };
  return { id: 'con_1', ...fields, expectIdentity: null, schedule: null, labels: {}, revision: 3, standing, createdAt: '', updatedAt: '', ...more };
};
const step = (file: object, ...connections: object[]) => planOf([described(file)], { ...FACTS, stored: connections.map(stored) })[0];

it('a connection is known by its name within its project', () => {
  expect(step({}, {})).toMatchObject({ action: 'same' });
  expect(step({}, { project: 'other' })).toMatchObject({ action: 'create' });
  expect(step({}, { name: 'jira' })).toMatchObject({ action: 'create' });
  expect(step({ project: undefined }, {})).toMatchObject({ action: 'same' });
});

it('a file that leaves out the method means the first, and one that leaves out labels or schedule means none', () => {
  expect(step({}, { method: 'basic' })).toMatchObject({ action: 'change', patch: { method: 'pat' } });
  expect(step({}, { labels: { team: 'a' }, schedule: { every: 'PT15M', enabled: true } })).toMatchObject({
    action: 'change',
    patch: { labels: { team: null }, schedule: null },
    changes: ['schedule', 'labels.team'],
  });
});

it('what changes is named by field, and only that is sent', () => {
  const change = step({ config: { baseUrl: 'https://b.example' }, labels: { team: 'b' } }, { labels: { team: 'a', tier: '1' } });
  expect(change).toMatchObject({
    action: 'change',
    patch: { config: { token: null, baseUrl: 'https://b.example' }, labels: { tier: null, team: 'b' } },
    changes: ['config.token', 'config.baseUrl', 'labels.tier', 'labels.team'],
  });
});

it('two files or two stored connections of one name are refused, not guessed', () => {
  const [first, second] = planOf([described(), { ...described(), path: 'b.json' }], { ...FACTS, stored: [] });
  expect([first?.action, second]).toMatchObject(['create', { action: 'refuse', code: 'name_twice', message: expect.stringContaining('a.json') }]);
  expect(step({}, {}, { id: 'con_2' })).toMatchObject({ action: 'refuse', message: expect.stringContaining('con_1, con_2') });
});

it('the patch makes the one of the other, by the very rules the API applies (RFC 7396)', () => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string(), { maxLength: 2 }));
  const membersOf = (value: fc.Arbitrary<JsonObject[string]>) => fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { maxKeys: 3 });
  const members: fc.Arbitrary<JsonObject> = membersOf(fc.oneof(leaf, membersOf(fc.oneof(leaf, membersOf(leaf)))));
  fc.assert(
    fc.property(members, members, (source, target) => {
      const patch: JsonObject = JSON.parse(JSON.stringify(mergePatchTo(source, target)));
      expect(mergePatch(source, patch)).toEqual(target);
      expect(mergePatchTo(target, target)).toEqual({});
    }),
    { numRuns: 2000 },
  );
});
