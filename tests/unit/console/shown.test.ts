import { describe, expect, it } from 'vitest';
import { stepsOf } from '../../../functions/console/app/trial/steps-of.ts';
import { relativeTime } from '../../../functions/console/app/parts/relative-time.ts';
import { callerIn, reasonAgainst } from '../../../functions/console/app/session.ts';
import { durationText, OUTCOMES, STATES } from '../../../functions/console/app/words.ts';
import { STATES as ALL_STATES } from '../../../shared/http/connection-schemas.ts';
import { VERDICTS } from '../../../shared/errors.ts';

const step = (name: Parameters<typeof stepsOf>[0]['steps'][number]['name'], ms = 1) => ({ name, ms });

describe('the steps of a test', () => {
  it('all pass where it is authorized', () => {
    const steps = ['find_masks', 'bind', 'fetch_secrets', 'guard', 'probe'] as const;
    expect(stepsOf({ status: 'authorized', steps: steps.map((name) => step(name)) }).map(({ end }) => end)).toEqual(steps.map(() => 'passed'));
  });

  it('end at the one that failed, and the rest was not reached', () => {
    expect(stepsOf({ status: 'not_attempted', steps: [step('find_masks'), step('bind', 5)] })).toEqual([
      { name: 'find_masks', ms: 1, end: 'passed' },
      { name: 'bind', ms: 5, end: 'failed' },
      { name: 'fetch_secrets', ms: null, end: 'not reached' },
      { name: 'guard', ms: null, end: 'not reached' },
      { name: 'probe', ms: null, end: 'not reached' },
    ]);
  });

  it('that were made more than once stand once, with what they took together; closing a session fails nothing', () => {
    const steps = [step('guard', 1), step('token', 7), step('guard', 2), step('probe', 9), step('close', 3)];
    const shown = stepsOf({ status: 'refused', steps });
    expect(shown.slice(0, 4)).toEqual([
      { name: 'guard', ms: 3, end: 'passed' },
      { name: 'token', ms: 7, end: 'passed' },
      { name: 'probe', ms: 9, end: 'failed' },
      { name: 'close', ms: 3, end: 'passed' },
    ]);
  });
});

it.each([
  [0, 'just now'],
  [-59, 'just now'],
  [59, 'just now'],
  [-60, '1 minute ago'],
  [-3_599, '59 minutes ago'],
  [-3_600, '1 hour ago'],
  [-86_400, 'yesterday'],
  [-5 * 86_400, '5 days ago'],
  [-40 * 86_400, 'last month'],
  [-800 * 86_400, '2 years ago'],
  [7_300, 'in 2 hours'],
])('%i seconds from now is "%s"', (seconds, text) => expect(relativeTime(1_700_000_000_000 + seconds * 1000, 1_700_000_000_000)).toBe(text));

it.each([
  [0.4, '0 ms'],
  [999.4, '999 ms'],
  [1_340, '1.3 s'],
  [59_499, '59.5 s'],
  [59_500, '1 min 0 s'],
  [200_000, '3 min 20 s'],
  [7_500_000, '2 h 5 min'],
])('%f milliseconds are "%s"', (ms, text) => expect(durationText(ms)).toBe(text));

it('every state and every outcome that the API knows has a word and a meaning', () => {
  expect(Object.keys(STATES).toSorted()).toEqual([...ALL_STATES].toSorted());
  expect(Object.keys(OUTCOMES).toSorted()).toEqual([...new Set(Object.values(VERDICTS).map(({ status }) => status))].toSorted());
  for (const { label, meaning } of [...Object.values(STATES), ...Object.values(OUTCOMES)]) expect([label !== '', meaning.endsWith('.')]).toEqual([true, true]);
});

describe('who has signed in', () => {
  const tokenOf = (claims: unknown): string => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;

  it('is read from the token, names in any script too', () => {
    const caller = callerIn(tokenOf({ sub: 'Zoë 李', roles: ['demo:editor', 'nonsense', '*:viewer'] }), 'roles');
    expect(caller).toEqual({
      subject: 'Zoë 李',
      grants: [
        { project: 'demo', role: 'editor' },
        { project: '*', role: 'viewer' },
      ],
    });
  });

  it.each(['', 'opaque', 'a.b.c', tokenOf(null), tokenOf({ sub: 7, roles: 'demo:admin' })])(
    'is nobody, with no role, in a token that says nothing: %s',
    (token) => {
      expect(callerIn(token, 'roles')).toEqual({ subject: '', grants: [] });
    },
  );

  it('is told which role a deed needs, and where', () => {
    const session = { caller: callerIn(tokenOf({ sub: 'a', roles: ['demo:tester'] }), 'roles') };
    expect(reasonAgainst(session, 'connections:test', 'demo')).toBeNull();
    expect(reasonAgainst(session, 'connections:test', 'other')).toBe('This needs the role tester in the project other. Ask an admin for it.');
    expect(reasonAgainst(session, 'connections:edit', 'demo')).toBe('This needs the role editor in the project demo. Ask an admin for it.');
    expect([reasonAgainst(session, 'connections:read'), reasonAgainst(session, 'settings:manage')]).toEqual([
      null,
      'This needs the role admin. Ask an admin for it.',
    ]);
  });
});
