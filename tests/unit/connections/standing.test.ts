import { describe, expect, it } from 'vitest';
import { standingAfter, type Trigger, untested, withTransition } from '../../../shared/connections/standing.ts';
import type { Standing } from '../../../shared/connections/stored-connection.ts';
import { PROBLEMS, type ProblemCode, type VerdictCode, VERDICTS } from '../../../shared/errors.ts';
import type { Verification } from '../../../shared/verifications/verification.ts';

// PRODUCT contract §7, by hand.
const CODES_BY_STATE = {
  connected: 'ok',
  degraded: 'ok_limited',
  refused: 'bad_credentials forbidden locked token_request_refused identity_changed',
  unreachable:
    'wrong_address misconfigured target_unavailable target_timeout dns_failed connect_failed tls_untrusted tls_expired tls_name_mismatch redirect_blocked response_too_large unexpected_response',
  blocked:
    'secret_not_found secret_access_denied secret_pending_deletion secret_decryption_failed secret_not_key_value key_not_found value_not_text value_empty value_unusable destination_denied address_denied schema_invalid connector_unknown mask_malformed mask_near_miss mask_nested mask_not_allowed_here mask_limit arn_invalid arn_incomplete arn_wrong_service arn_out_of_scope plain_secret_refused',
  suspended: 'suspended',
};
const KEPT = 'rate_limited interrupted role_unavailable vault_throttled vault_unavailable vault_timeout budget_spent';
const OF_REQUESTS =
  'body_invalid body_too_large not_allowed not_found idempotency_mismatch idempotency_in_progress revision_conflict period_limit if_match_missing rate_limited_caller internal_error';

const THEN = '2026-11-23T12:00:00.000Z';
const NOW = '2026-11-23T12:05:00.000Z';
const TIMES = Array.from({ length: 6 }, (_, minute) => new Date(Date.parse(NOW) + minute * 60_000).toISOString());
const OK: Standing = { state: 'connected', since: THEN, lastVerifiedAt: THEN, lastOkAt: THEN, code: 'ok', versionIds: ['v1'] };

const byHand = (standing: Standing, verified: Verification, at: string): Standing => standingAfter(standing, verified, { at, by: 'hand' });
const bySchedule = (standing: Standing, verified: Verification, at: string): Standing => standingAfter(standing, verified, { at, by: 'schedule' });

const isVerdict = (code: string): code is VerdictCode => Object.hasOwn(VERDICTS, code);
const isProblem = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);

function verification(code: string, ...versionIds: string[]): Verification {
  if (!isVerdict(code) && !isProblem(code)) throw new Error(`${code} is no code of ours.`);
  return {
    id: 'ver_1',
    connectionId: 'con_1',
    connector: 'jira-dc',
    method: 'pat',
    status: isVerdict(code) ? VERDICTS[code].status : 'not_attempted',
    code,
    message: '',
    fix: null,
    retryable: false,
    target: null,
    identity: null,
    secrets: versionIds.map((versionId) => ({ arn: 'arn', key: 'k', field: '/config/a', versionId, versionStage: 'AWSCURRENT' })),
    steps: [],
    startedAt: THEN,
    durationMs: 1,
  };
}

describe.each(Object.entries(CODES_BY_STATE))('%s', (state, codes) => {
  it.each(codes.split(' '))('is where %s leaves a connection, at once', (code) => {
    for (const before of [untested(THEN), OK]) expect(byHand(before, verification(code), NOW)).toMatchObject({ state, code, lastVerifiedAt: NOW });
  });
});

it.each([...KEPT.split(' '), ...OF_REQUESTS.split(' ')])('%s says nothing of the connection: the last real verdict stands whole', (code) => {
  for (const before of [untested(THEN), OK]) expect(byHand(before, verification(code, 'v2'), NOW)).toBe(before);
});

it('every code of the product is in this table once', () => {
  const named = [...Object.values(CODES_BY_STATE), KEPT, OF_REQUESTS].flatMap((codes) => codes.split(' '));
  expect(named.toSorted()).toEqual([...Object.keys(VERDICTS), ...Object.keys(PROBLEMS)].toSorted());
});

it('since is when the state began, lastOkAt when the credentials were last accepted', () => {
  const refused = byHand(OK, verification('bad_credentials', 'v2'), NOW);
  expect(refused).toEqual({ state: 'refused', since: NOW, lastVerifiedAt: NOW, lastOkAt: THEN, code: 'bad_credentials', versionIds: ['v2'] });
  const later = '2026-11-23T12:10:00.000Z';
  expect(byHand(refused, verification('locked', 'v2'), later)).toMatchObject({ state: 'refused', since: NOW, code: 'locked', lastVerifiedAt: later });
  expect(byHand(refused, verification('ok_limited', 'v2'), later)).toMatchObject({ state: 'degraded', since: later, lastOkAt: later });
});

it('a verification that ended no later than one that was applied before changes nothing', () => {
  const refused = byHand(OK, verification('bad_credentials', 'v2'), NOW);
  for (const at of [NOW, '2026-11-23T12:04:59.999Z', THEN])
    for (const by of [byHand, bySchedule])
      for (const code of ['ok', 'bad_credentials', 'target_timeout']) expect(by(refused, verification(code), at)).toBe(refused);
  const first = bySchedule(OK, verification('bad_credentials'), NOW);
  expect(bySchedule(first, verification('bad_credentials'), NOW)).toBe(first);
  expect(bySchedule(first, verification('bad_credentials'), TIMES[1]!)).toMatchObject({ state: 'refused' });
});

describe('a change of state', () => {
  const refused: Standing = { ...OK, state: 'refused', since: NOW, code: 'bad_credentials' };
  const change = { from: 'connected', to: 'refused', code: 'bad_credentials', at: NOW } as const;

  it('is noted in the standing until it was told, behind those that were not told before', () => {
    const noted = withTransition(OK, refused);
    expect(noted).toEqual({ ...refused, unannounced: [change] });
    const back = { from: 'refused', to: 'connected', code: 'ok', at: THEN } as const;
    expect(withTransition(noted, OK)).toEqual({ ...OK, unannounced: [change, back] });
  });

  it('is none where the state stays: what waits goes on waiting, and nothing is noted', () => {
    const later = { ...refused, lastVerifiedAt: NOW, code: 'locked' };
    expect(withTransition(refused, later)).toEqual(later);
    expect(withTransition({ ...refused, unannounced: [change] }, later)).toEqual({ ...later, unannounced: [change] });
  });

  it('no more than ten wait: the newest takes the place of the one before it, and leads on from where that began', () => {
    const states = ['connected', 'refused', 'unreachable'] as const;
    let standing: Standing = OK;
    for (let step = 1; step <= 40; step += 1) {
      standing = withTransition(standing, { ...OK, state: states[step % 3]!, since: `${step}` });
      const waiting = standing.unannounced ?? [];
      expect(waiting.length).toBeLessThanOrEqual(10);
      expect([waiting[0]?.from, waiting.at(-1)?.to]).toEqual(['connected', standing.state]);
      expect(waiting.every(({ from, to }, at) => from !== to && (at === 0 || from === waiting[at - 1]!.to))).toBe(true);
    }
    expect(standing.unannounced?.slice(0, 2)).toMatchObject([{ at: '1' }, { at: '2' }]);
  });
});

it('a version that several fields used is named once', () => {
  expect(byHand(OK, verification('ok', 'v2', 'v3', 'v2'), NOW).versionIds).toEqual(['v2', 'v3']);
});

// The contract's table for scheduled tests, by hand: what stands, what failure was met before, what comes, what stands then, what failure is remembered.
const SCHEDULED = `
  untested    | -           | ok                  | connected   | -
  untested    | -           | bad_credentials     | untested    | refused
  untested    | refused     | bad_credentials     | refused     | -
  connected   | -           | ok                  | connected   | -
  connected   | -           | ok_limited          | degraded    | -
  connected   | -           | bad_credentials     | connected   | refused
  connected   | refused     | locked              | refused     | -
  connected   | refused     | ok                  | connected   | -
  connected   | refused     | target_timeout      | connected   | unreachable
  connected   | unreachable | dns_failed          | unreachable | -
  connected   | unreachable | secret_not_found    | connected   | blocked
  connected   | blocked     | key_not_found       | blocked     | -
  connected   | refused     | vault_timeout       | connected   | refused
  connected   | unreachable | rate_limited        | connected   | unreachable
  connected   | refused     | interrupted         | connected   | refused
  connected   | -           | suspended           | suspended   | -
  connected   | refused     | suspended           | suspended   | -
  degraded    | -           | ok                  | connected   | -
  degraded    | -           | forbidden           | degraded    | refused
  refused     | -           | bad_credentials     | refused     | -
  refused     | -           | target_unavailable  | refused     | unreachable
  refused     | unreachable | bad_credentials     | refused     | -
  refused     | -           | ok                  | connected   | -
  unreachable | -           | tls_expired         | unreachable | -
  unreachable | -           | ok_limited          | degraded    | -
  unreachable | -           | bad_credentials     | unreachable | refused
  blocked     | -           | destination_denied  | blocked     | -
  blocked     | -           | connect_failed      | blocked     | unreachable
  blocked     | unreachable | role_unavailable    | blocked     | unreachable
  suspended   | -           | ok                  | connected   | -
  suspended   | -           | bad_credentials     | suspended   | refused
  suspended   | -           | suspended           | suspended   | -
`
  .trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()));

type State = Standing['state'];
const isState = (text: string): text is State => [...Object.keys(CODES_BY_STATE), 'untested', 'disabled'].includes(text);
const stateOf = (text: string): State => {
  if (!isState(text)) throw new Error(`${text} is no state.`);
  return text;
};
const standingOf = (state: string, failing: string): Standing => ({
  ...OK,
  state: stateOf(state),
  ...(failing !== '-' && { failing: { state: stateOf(failing), code: 'any', since: THEN } }),
});

describe('a scheduled test', () => {
  it.each(SCHEDULED)(
    'where a connection is %s (failing: %s) and answers %s leaves it %s (failing: %s)',
    (state = '', failing = '', code = '', then, failingThen) => {
      const after = bySchedule(standingOf(state, failing), verification(code, 'v2'), NOW);
      expect([after.state, after.failing?.state ?? '-']).toEqual([then, failingThen]);
    },
  );

  it('that fails first keeps what stood: since, code, versions; only the time of the test moves on', () => {
    const after = bySchedule(OK, verification('bad_credentials', 'v2'), NOW);
    expect(after).toEqual({ ...OK, lastVerifiedAt: NOW, failing: { state: 'refused', code: 'bad_credentials', since: NOW } });
  });

  it('100,000 random histories agree with the rule told in another way, and no verification counts twice', () => {
    const random = randomOf(20261123);
    const codes = [...Object.values(CODES_BY_STATE), KEPT].flatMap((text) => text.split(' '));
    const disagreements: object[] = [];
    for (let history = 0; history < 100_000; history += 1) {
      let standing = untested(THEN);
      const told: { readonly by: Trigger; readonly code: string }[] = [];
      for (let step = 0; step < 6; step += 1) {
        const by = random() < 0.2 ? 'hand' : 'schedule';
        const code = codes[Math.floor(random() * codes.length)] ?? 'ok';
        told.push({ by, code });
        const at = TIMES[step] ?? '';
        standing = standingAfter(standing, verification(code, 'v1'), { at, by });
        if (standingAfter(standing, verification(code, 'v1'), { at, by }) !== standing) disagreements.push({ told, twice: code });
      }
      if (standing.state !== stateAfter(told)) disagreements.push({ told, state: standing.state, other: stateAfter(told) });
    }
    expect(disagreements.slice(0, 3)).toEqual([]);
  });
});

/** Backwards from the end: the last test that settled the state, and nothing that this file tests. */
function stateAfter(told: readonly { readonly by: Trigger; readonly code: string }[]): string {
  const spoken = told.map(({ by, code }) => ({ by, state: classOf(code) })).filter(({ state }) => state !== null);
  for (let at = spoken.length - 1; at >= 0; at -= 1) {
    const { by, state } = spoken[at]!;
    const isFailure = state === 'refused' || state === 'unreachable' || state === 'blocked';
    if (by === 'hand' || !isFailure) return state!;
    const before = spoken[at - 1];
    const isSecond = before !== undefined && before.state === state;
    if (isSecond) return state;
    if (stateAfter(told.slice(0, told.length - countFrom(told, spoken.length - at))) === state) return state;
  }
  return 'untested';
}

/** How many of the last tests have to go for `kept` of those that say something to go with them. */
function countFrom(told: readonly { readonly code: string }[], spoken: number): number {
  let met = 0;
  for (let count = 1; count <= told.length; count += 1) {
    if (classOf(told[told.length - count]!.code) !== null) met += 1;
    if (met === spoken) return count;
  }
  return told.length;
}

function classOf(code: string): string | null {
  return Object.entries(CODES_BY_STATE).find(([, codes]) => codes.split(' ').includes(code))?.[0] ?? null;
}

function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
