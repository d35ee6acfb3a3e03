import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../../functions/console/app/api/types.ts';
import { isWiderThanRights, reasonAgainstVerifying, selectorOf } from '../../../functions/console/app/pages/connections/asked-run.ts';
import { filterIn } from '../../../functions/console/app/pages/connections/filter.ts';
import { MOST_PICKS, NO_PICKS, pickedOf, toggled, toggledAll } from '../../../functions/console/app/pages/connections/picks.ts';
import { outcomeIn } from '../../../functions/console/app/pages/run/outcome.ts';
import { reasonAgainstRun } from '../../../functions/console/app/runs/reason-against-run.ts';
import { KINDS, PARTS, RUN_STATES } from '../../../functions/console/app/runs/run-words.ts';
import { criteriaOf, selectionText } from '../../../functions/console/app/runs/selection.ts';
import { endedOf, failedOf, sharesOf, tallyText } from '../../../functions/console/app/runs/shares.ts';
import { grantsOf } from '../../../shared/connections/grants.ts';
import { RunConnectionPage, VerificationRun, VerificationRunRequest } from '../../../shared/http/run-schemas.ts';
import { newId } from '../../helpers/stores/stored-connections.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials-FsmeTs';
const NONE = { authorized: 0, refused: 0, inconclusive: 0, not_attempted: 0, skipped: 0 };
const filterOf = (query: string) => filterIn(new URLSearchParams(query));
/** Whether the API takes it. */
const isTaken = (selector: object): boolean => v.safeParse(VerificationRunRequest, { selector }).success;
const sessionOf = (...roles: readonly string[]) => ({ caller: { subject: 'ada', grants: grantsOf(roles) } });

describe('what a run of a filter asks for', () => {
  it.each([
    ['', {}],
    ['project=demo&state=refused', { project: 'demo', state: 'refused' }],
    ['connector=jira-dc&label=team:core, tier:a:b', { connector: 'jira-dc', labels: { team: 'core', tier: 'a:b' } }],
    [`secret=${encodeURIComponent(ARN)}`, { secretArn: ARN }],
  ])('"%s" is %j, and the API takes it', (query, selector) => {
    expect(selectorOf(filterOf(query))).toEqual(selector);
    expect(isTaken(selector)).toBe(true);
  });

  it('is refused where the filter is none, and never wider than it', () => {
    expect(selectorOf(filterOf('state=nonsense&label=alone'))).toEqual({ state: 'nonsense', labels: { alone: '' } });
    expect(isTaken(selectorOf(filterOf('state=nonsense')))).toBe(false);
    expect(criteriaOf({ state: 'nonsense' })).toEqual([{ name: 'State', value: 'nonsense' }]);
  });
});

describe('who may not verify is told why', () => {
  it.each([
    [['demo:tester'], '', [], null],
    [['demo:viewer'], '', [], 'This needs the role tester. Ask an admin for it.'],
    [['demo:tester', 'other:viewer'], 'project=other', [], 'This needs the role tester in the project other. Ask an admin for it.'],
    [['demo:tester', 'other:viewer'], '', ['demo', 'demo'], null],
    [['demo:tester', 'other:viewer'], '', ['demo', 'other'], 'This needs the role tester in the project other. Ask an admin for it.'],
    [['*:tester'], 'project=other', ['other'], null],
  ] as const)('%j with the filter "%s" and picks of %j: %s', (roles, query, projects, reason) => {
    const picks = new Map(projects.map((project, at) => [`con_${at}`, project]));
    expect(reasonAgainstVerifying(sessionOf(...roles), filterOf(query), picks)).toBe(reason);
  });

  it('and that some of what the list shows is left out', () => {
    const mixed = sessionOf('demo:tester', 'other:viewer');
    expect([isWiderThanRights(mixed, filterOf('')), isWiderThanRights(mixed, filterOf('project=demo'))]).toEqual([true, false]);
    expect(isWiderThanRights(sessionOf('*:tester'), filterOf(''))).toBe(false);
  });

  it.each([
    ['bulk', ['demo'], ['demo:tester'], null],
    ['rehearsal', ['demo'], ['demo:tester'], 'This needs the role editor in the project demo. Ask an admin for it.'],
    ['rehearsal', ['demo', 'other'], ['demo:editor', 'other:tester'], 'This needs the role editor in the project other. Ask an admin for it.'],
    ['rotation', null, ['*:tester'], null],
    ['rehearsal', null, ['*:tester'], 'This needs the role editor in all projects. Ask an admin for it.'],
  ] as const)('also where it is about a run that was begun: %s in %j for %j', (kind, projects, roles, reason) => {
    expect(reasonAgainstRun(sessionOf(...roles), { kind, projects: projects && [...projects] })).toBe(reason);
  });
});

describe('connections that are picked', () => {
  const page = Array.from({ length: 50 }, () => ({ id: newId(), project: 'demo' }));
  const others = Array.from({ length: 70 }, () => ({ id: newId(), project: 'other' }));

  it('go in and out one by one, with their project', () => {
    const [one, other] = [page.at(0)!, page.at(1)!];
    const both = toggled(toggled(NO_PICKS, one), other);
    expect([...both]).toEqual([one, other].map((each) => [each.id, 'demo']));
    expect([...toggled(both, one).keys()]).toEqual([other.id]);
  });

  it('are all of a page where one was missing, and none of it where none was', () => {
    const some = toggled(NO_PICKS, page.at(7)!);
    expect(pickedOf(NO_PICKS, page)).toBe('none');
    expect(pickedOf(some, page)).toBe('some');
    const all = toggledAll(some, page);
    expect([all.size, pickedOf(all, page)]).toEqual([50, 'all']);
    const elsewhere = toggled(all, others.at(0)!);
    expect([...toggledAll(elsewhere, page).keys()]).toEqual([others.at(0)!.id]);
  });

  it('are never more than a run takes by id', () => {
    const full = toggledAll(toggledAll(NO_PICKS, others), page);
    expect([full.size, pickedOf(full, others), pickedOf(full, page)]).toEqual([MOST_PICKS, 'all', 'some']);
    const beyond = page.find(({ id }) => !full.has(id))!;
    expect(toggled(full, beyond)).toEqual(full);
    expect(toggled(full, others.at(0)!).size).toBe(MOST_PICKS - 1);
    const ids = [...full.keys()];
    expect([isTaken({ ids }), isTaken({ ids: [...ids, beyond.id] })]).toEqual([true, false]);
  });
});

describe('the bar of a run', () => {
  it('is filled from end to end, each outcome in its share, what is pending last', () => {
    const shares = sharesOf({ total: 100, counts: { ...NONE, authorized: 70, refused: 10 } });
    expect(shares.map(({ part, count }) => [part, count])).toEqual([
      ['authorized', 70],
      ['refused', 10],
      ['pending', 20],
    ]);
    const widths = shares.map(({ width }) => width);
    expect(shares.map(({ from }) => from)).toEqual([0, widths.at(0), widths.slice(0, 2).reduce((sum, width) => sum + width, 0)]);
    expect(shares.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(100);
    expect(shares.map(({ width }) => Math.round(width))).toEqual([68, 11, 21]);
  });

  it('shows one of ten thousand', () => {
    const one = sharesOf({ total: 10_000, counts: { ...NONE, authorized: 9_999, skipped: 1 } }).at(1)!;
    expect(one).toMatchObject({ part: 'skipped', count: 1 });
    expect(one.width).toBeGreaterThanOrEqual(1.5);
  });

  it('is empty where there is nothing, and full where the total is a moment behind', () => {
    expect(sharesOf({ total: 0, counts: NONE })).toEqual([]);
    expect(sharesOf({ total: 1, counts: { ...NONE, authorized: 2 } })).toEqual([{ part: 'authorized', count: 2, from: 0, width: 100 }]);
  });

  it('says the same in words', () => {
    const figures = { total: 20, counts: { authorized: 1, refused: 2, inconclusive: 3, not_attempted: 4, skipped: 5 } };
    expect([endedOf(figures), failedOf(figures)]).toEqual([15, 9]);
    expect(tallyText(figures)).toBe('1 authorized, 2 refused, 3 inconclusive, 4 not attempted, 5 skipped, 5 pending');
    expect(tallyText({ total: 0, counts: NONE })).toBe('no connection');
  });
});

describe('what a run is of, in a few words', () => {
  const of = (fields: Partial<Run>): string => selectionText({ selector: {}, retryOf: null, secret: null, ...fields });
  const secret = { arn: ARN, versionId: null, movedAt: null };
  it.each([
    [{}, 'All connections'],
    [
      { selector: { state: 'refused', project: 'demo', connector: 'jira-dc', labels: { team: 'core' } } },
      'Project demo, state Refused, connector jira-dc, label team:core',
    ],
    [{ selector: { secretArn: ARN } }, 'What uses prod-jira-credentials'],
    [{ selector: { ids: ['con_1'] } }, '1 picked connection'],
    [{ selector: { ids: ['con_1', 'con_2'], project: 'demo' } }, '2 picked connections, project demo'],
    [{ retryOf: 'run_1' }, 'What failed in an earlier run'],
    [{ secret, selector: { secretArn: ARN } }, 'What uses prod-jira-credentials'],
    [{ secret }, 'What uses prod-jira-credentials'],
  ] as const)('%j is "%s"', (fields, text) => expect(of(JSON.parse(JSON.stringify(fields)))).toBe(text));

  it('and one by one, with the whole ARN', () => {
    expect(criteriaOf({ secretArn: ARN, labels: { b: '2', a: '1' } })).toEqual([
      { name: 'Label', value: 'b:2 a:1' },
      { name: 'Secret', value: ARN },
    ]);
  });
});

it('every kind, state and outcome of a run that the API knows has a word', () => {
  const { kind, state } = VerificationRun.entries;
  const { outcome } = RunConnectionPage.entries.items.item.entries;
  expect(Object.keys(KINDS).toSorted()).toEqual([...kind.options].toSorted());
  const [{ wrapped }] = outcome.pipe;
  expect(Object.keys(RUN_STATES).toSorted()).toEqual([...state.pipe[0].options].toSorted());
  expect(Object.keys(PARTS).toSorted()).toEqual([...wrapped.options, 'pending'].toSorted());
  for (const { label, meaning } of [...Object.values(RUN_STATES), ...Object.values(PARTS)]) expect([label !== '', meaning.endsWith('.')]).toEqual([true, true]);
});

it('the connections of a run are narrowed by what the API knows, and by nothing else', () => {
  expect(['outcome=failed', 'outcome=pending', 'outcome=x', ''].map((query) => outcomeIn(new URLSearchParams(query)))).toEqual(['failed', 'pending', '', '']);
});
