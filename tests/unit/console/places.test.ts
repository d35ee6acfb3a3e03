import { describe, expect, it } from 'vitest';
import { filterIn, isEmpty, queryOf } from '../../../functions/console/app/pages/connections/filter.ts';
import { pageAt, PAGES } from '../../../functions/console/app/pages/pages.ts';
import { hashOf, routeOf } from '../../../functions/console/app/route.ts';

describe('an address of the console', () => {
  it.each([
    ['', [], {}],
    ['#/', [], {}],
    ['#/connections', ['connections'], {}],
    ['#/connections/con_1?state=refused', ['connections', 'con_1'], { state: 'refused' }],
    ['#/connections/a%2Fb', ['connections', 'a/b'], {}],
    ['#/connections/%zz', ['connections', '%zz'], {}],
  ])('"%s" is the parts %j and the query %j', (hash, parts, query) => {
    const route = routeOf(hash);
    expect([route.parts, Object.fromEntries(route.query)]).toEqual([parts, query]);
  });

  it('is read as it was written, whatever its parts and its query are', () => {
    for (const text of ['a/b', '?', '#', '%', 'é', 'a b', '"><svg onload=1>', '..'])
      expect(routeOf(hashOf(['connections', text], { label: text }))).toMatchObject({
        parts: ['connections', text],
        query: new URLSearchParams({ label: text }),
      });
  });

  it('leaves out what narrows nothing', () => expect(hashOf(['connections'], { state: '', project: 'demo' })).toBe('#/connections?project=demo'));
});

describe('the page at an address', () => {
  it('is the list where nothing is said', () => expect([pageAt([])?.path, pageAt(['connections'])?.path]).toEqual(['connections', 'connections']));
  it('takes any text for an id', () => expect(pageAt(['connections', 'con_1'])?.path).toBe('connections/:id'));
  it('is none elsewhere', () =>
    expect([['x'], ['connections', 'a', 'b', 'c'], ['Connections']].map((parts) => pageAt(parts))).toEqual([undefined, undefined, undefined]));
  it('has a title of its own', () => expect(PAGES.filter(({ title }) => title === '')).toEqual([]));
});

describe('the filters of the list', () => {
  it('are those of its address, and no other', () => {
    expect(filterIn(new URLSearchParams('state=refused&secret= arn &cursor=x'))).toEqual({
      project: '',
      state: 'refused',
      connector: '',
      label: '',
      secret: 'arn',
    });
    expect([isEmpty(filterIn(new URLSearchParams('cursor=x'))), isEmpty(filterIn(new URLSearchParams('label=a:b')))]).toEqual([true, false]);
  });

  it('ask the API by its own names, for each label by itself', () => {
    const filter = { project: 'demo', state: '', connector: 'jira-dc', label: 'team:core, tier:a', secret: 'arn' };
    expect(queryOf(filter)).toEqual({ project: 'demo', state: '', connector: 'jira-dc', secretArn: 'arn', label: ['team:core', 'tier:a'] });
  });
});
