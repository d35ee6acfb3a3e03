import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsOf, nameOf, testBodyOf } from '../../../functions/console/app/pages/form/body.ts';
import { changesOf } from '../../../functions/console/app/pages/form/changes.ts';
import { copyOf, draftOf, EMPTY } from '../../../functions/console/app/pages/form/draft.ts';
import { patchOf } from '../../../functions/console/app/pages/form/patch.ts';
import { rebased } from '../../../functions/console/app/pages/form/rebase.ts';
import { editable } from '../../../functions/console/app/pages/form/store.ts';
import { voidedBy } from '../../../functions/console/app/pages/form/voiding.ts';
import { destinationsOf } from '../../../shared/connectors/destinations.ts';
import { fieldsOf as fieldsOfMethod } from '../../../shared/connectors/fields.ts';
import { mergePatch } from '../../../shared/http/merge-patch.ts';
import { MASK } from '../../helpers/stored-connections.ts';
import { ALL, plainOf, sampleTexts } from '../connectors/samples.ts';
import { draft, formWay, stored } from './form-fields.ts';

describe('what is sent of a form', () => {
  it('is what its way to connect declares, and nothing that was typed for another', () => {
    const texts = { baseUrl: 'https://jira.example.com', username: 'demo', password: MASK, personalAccessToken: MASK, of: 'another service' };
    expect(testBodyOf(draft({ method: 'basic', texts }), formWay('jira-dc', 'basic'))).toEqual({
      connector: 'jira-dc',
      method: 'basic',
      config: { baseUrl: 'https://jira.example.com', username: 'demo', password: MASK },
      expectIdentity: null,
      project: 'demo',
    });
  });

  it('leaves out what is empty, so that the defaults stand', () => {
    const texts = { baseUrl: 'https://api.example.com', path: '' };
    const { config } = testBodyOf(draft({ texts, maps: { headers: [{ name: '', text: '' }] } }), formWay('generic-http'));
    expect(config).toEqual({ baseUrl: 'https://api.example.com' });
  });

  it('has the lines of a map by name, whatever the names are', () => {
    const lines = [
      { name: 'X-Team', text: MASK },
      { name: '__proto__', text: 'x' },
    ];
    const { config } = testBodyOf(draft({ texts: {}, maps: { headers: lines } }), formWay('generic-http'));
    expect(JSON.stringify(config)).toBe(JSON.stringify({ headers: JSON.parse(`{"X-Team":${JSON.stringify(MASK)},"__proto__":"x"}`) }));
  });

  it('is called after service and project until somebody names it', () => {
    const way = formWay('jira-dc');
    expect([nameOf(draft(), way), nameOf(draft({ name: '' }), way), nameOf(draft({ name: 'Ours' }), way)]).toEqual(['Jira Data Center demo', '', 'Ours']);
  });

  it.each([
    [{ every: '' }, null],
    [{ every: 'PT15M' }, { every: 'PT15M', enabled: true }],
    [
      { every: 'PT6H', isPaused: true },
      { every: 'PT6H', enabled: false },
    ],
  ])('of the schedule %j is %j', (changed, schedule) => expect(fieldsOf(draft(changed), formWay('jira-dc')).schedule).toEqual(schedule));

  it('of a stored connection that nobody touched is what is stored', () => {
    const connection = stored({ labels: { team: 'a' }, schedule: { every: 'PT1H', enabled: false }, expectIdentity: 'demo' });
    expect(fieldsOf(draftOf(connection), formWay('jira-dc', 'pat'))).toEqual(editable(connection));
  });
});

describe('a merge patch', () => {
  it('has what changed, and null for what is gone', () => {
    const before = { name: 'a', config: { site: 'x', token: 'y', headers: { A: '1', B: '2' } }, labels: { team: 'a' }, schedule: null };
    const after = { name: 'a', config: { site: 'z', headers: { A: '1', C: '3' } }, labels: {}, schedule: { every: 'PT5M', enabled: true } };
    expect(patchOf(before, after)).toEqual({
      config: { site: 'z', token: null, headers: { B: null, C: '3' } },
      labels: { team: null },
      schedule: { every: 'PT5M', enabled: true },
    });
  });

  it('is none where nothing changed', () => expect(patchOf({ a: { b: 'c' }, d: null }, { a: { b: 'c' }, d: null })).toBeNull());

  it('makes of what stood what is to stand, as the API applies it', () => {
    const text = fc.string({ maxLength: 3 });
    const name = fc.constantFrom('a', 'b', '__proto__', 'constructor', 'toString');
    const tree = fc.dictionary(name, fc.oneof(text, fc.dictionary(name, text)), { noNullPrototype: true });
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        const patch = patchOf(before, after);
        expect(patch === null ? before : mergePatch(before, JSON.parse(JSON.stringify(patch)))).toEqual(after);
      }),
    );
  });
});

describe('what somebody else has saved meanwhile', () => {
  const base = draftOf(stored({ labels: { team: 'a' } }));
  const theirs = draftOf(stored({ name: 'Theirs', labels: { team: 'b' }, config: { baseUrl: 'https://other.example.com', personalAccessToken: MASK } }));

  it('stays where nothing was typed, and what was typed stays where it was', () => {
    const mine = { ...base, name: 'Mine', texts: { ...base.texts, personalAccessToken: 'mine' } };
    expect(rebased(mine, base, theirs)).toEqual({ ...theirs, name: 'Mine', texts: { baseUrl: 'https://other.example.com', personalAccessToken: 'mine' } });
  });

  it('is all there is where nothing was typed', () => expect(rebased(base, base, theirs)).toEqual(theirs));
});

describe('what changed', () => {
  const way = formWay('jira-dc', 'pat');
  const since = { initial: draftOf(stored()), way, stored: { connection: stored(), etag: '"3"' } };

  it('is nothing on opening, and nothing once it is typed back', () => {
    const none = { isDirty: false, isUnchanged: true, voided: [] };
    expect(changesOf(draftOf(stored()), since)).toEqual(none);
    expect(changesOf({ ...draftOf(stored()), name: 'Jira' }, since)).toEqual(none);
  });

  it('of a new one is what was typed; to choose costs nothing', () => {
    const fresh = { initial: EMPTY, way: null, stored: null };
    expect(changesOf({ ...EMPTY, connector: 'jira-dc', method: 'basic', project: 'demo' }, fresh).isDirty).toBe(false);
    expect(changesOf({ ...EMPTY, name: 'x' }, fresh).isDirty).toBe(true);
    expect(changesOf({ ...EMPTY, texts: { baseUrl: 'h' } }, fresh).isDirty).toBe(true);
  });

  it.each([
    ['another host', { texts: { baseUrl: 'https://other.example.com', personalAccessToken: MASK } }, ['Base URL']],
    ['another port', { texts: { baseUrl: 'https://jira.example.com:8443', personalAccessToken: MASK } }, ['Base URL']],
    ['another path', { texts: { baseUrl: 'https://jira.example.com/jira', personalAccessToken: MASK } }, []],
    ['another mask', { texts: { baseUrl: 'https://jira.example.com', personalAccessToken: 'x' } }, []],
    ['another name', { name: 'x' }, []],
    ['another way to connect', { method: 'basic' }, ['way to connect']],
    ['another service', { connector: 'jira-cloud' }, ['service']],
  ] as const)('%s voids %j', (_, changed, voided) => {
    const next = { ...draftOf(stored()), ...changed };
    expect(changesOf(next, { ...since, way: formWay(next.connector, next.method) }).voided).toEqual(voided);
  });

  it('voids nothing where there is no verdict', () => {
    const untested = stored({ standing: { ...stored().standing, state: 'untested' } });
    expect(changesOf(draft({ method: 'basic' }), { ...since, way: formWay('jira-dc', 'basic'), stored: { connection: untested, etag: null } }).voided).toEqual(
      [],
    );
  });
});

it('of all services, no change that leads to another host or port goes without a warning', () => {
  const moved: string[] = [];
  const silent: string[] = [];
  for (const connector of ALL)
    for (const method of connector.methods) {
      const texts = sampleTexts(connector, method);
      const placesOf = (with_: Readonly<Record<string, string>>): string | null => {
        try {
          return JSON.stringify(destinationsOf(connector, method, plainOf(connector, method, with_)).map(({ scheme, host, port }) => [scheme, host, port]));
        } catch {
          return null;
        }
      };
      for (const field of fieldsOfMethod(connector, method)) {
        const others = field.options ?? ['https://elsewhere.example.com', 'elsewhere.example.com', 'elsewhere', '9443'];
        for (const other of others) {
          const after = { ...texts, [field.name]: other };
          if (placesOf(after) === null || placesOf(after) === placesOf(texts)) continue;
          moved.push(`${connector.id} ${field.name}`);
          const same = { connector: connector.id, method: method.id };
          if (voidedBy({ ...same, config: texts }, { ...same, config: after }, formWay(connector.id, method.id).method.fields).length === 0)
            silent.push(`${connector.id} ${field.name} ${other}`);
        }
      }
    }
  expect(new Set(moved).size).toBeGreaterThan(100);
  expect(silent).toEqual([]);
});

it('a copy is named as one, and belongs to nobody yet', () =>
  expect(copyOf(stored({ name: 'x'.repeat(120), expectIdentity: 'demo' }))).toMatchObject({
    name: `Copy of ${'x'.repeat(112)}`,
    expectIdentity: '',
    method: 'pat',
  }));
