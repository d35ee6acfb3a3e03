import { afterAll, describe, expect, it } from 'vitest';
import { exchangesOf } from '../../../shared/connectors/build-request.ts';
import { valueAt } from '../../../shared/connectors/conditions.ts';
import type { Condition } from '../../../shared/connectors/connector.ts';
import { type Emulated, withValueAt } from '../../helpers/emulator/answer-of-rule.ts';
import { type Carry, type EmulatedWay, otherValueOf, secretFieldsOf, verifyEmulated } from '../../helpers/emulator/emulated-verification.ts';
import { okAnswer, rulesOf } from '../../helpers/emulator/emulator.ts';
import { meaningOf, statusesOf } from './expectations.ts';
import { provesMore } from './proof-of-ok.ts';
import { LOGIN_PAGE, WAYS } from './samples.ts';

const NEVER_SENT = WAYS.filter(([, , method]) => method.steps?.some((step) => step.storesNewSecret));
const SENT = WAYS.filter((way) => !NEVER_SENT.includes(way));

const counts = { ways: 0, right: 0, wrong: 0, error: 0, status: 0 };
afterAll(() => {
  const { ways, right, wrong, error, status } = counts;
  const cases = right + wrong + error + status;
  process.stdout.write(
    `emulated: ${cases} cases of ${ways} ways to connect (${right} right, ${wrong} wrong, ${error} errors beside 200, ${status} statuses); never sent: ${NEVER_SENT.map(([name]) => name).join(', ')}\n`,
  );
});

const page = (status: number): Emulated => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', ...(status === 302 && { location: 'https://sso.example.com/' }) },
  body: LOGIN_PAGE,
});

/** Told before anything ran, so that what is skipped would be missed. */
const PLANNED = SENT.reduce((sum, [, connector, method]) => {
  const way = { connector, method };
  return sum + 1 + secretFieldsOf(way).length + errorsBeside200(way).length + pages(way).length;
}, 0);

describe.each(SENT)(`%s, one of ${SENT.length}`, (_, connector, method) => {
  const way: EmulatedWay = { connector, method };
  counts.ways += 1;

  it('the right secret is ok', async () => {
    counts.right += 1;
    expect(await verifyEmulated(way)).toMatchObject({ status: 'authorized', code: 'ok' });
  });

  it.each(secretFieldsOf(way))('another value for %s is refused', async (field) => {
    counts.wrong += 1;
    const { status, code } = await verifyEmulated(way, { sent: { [field]: otherValueOf(way, field) } });
    expect([
      ['refused', 'bad_credentials'],
      ['refused', 'token_request_refused'],
      ['not_attempted', 'value_unusable'],
    ]).toContainEqual([status, code]);
  });

  it.each(errorsBeside200(way))('200 with %s is not ok', async (__, answer) => {
    counts.error += 1;
    expect(await verifyEmulated(way, { override: { step: 'probe', answer } })).not.toMatchObject({ status: 'authorized' });
  });

  it.each(pages(way))('a page of HTML and %s %i mean %s', async (step, status, code) => {
    counts.status += 1;
    expect(await verifyEmulated(way, { override: { step, answer: page(status) } })).toMatchObject({ code });
  });
});

it(`all ${PLANNED} cases were run`, () => {
  const { right, wrong, error, status } = counts;
  expect([counts.ways, right, right + wrong + error + status]).toEqual([SENT.length, SENT.length, PLANNED]);
});

it('the ways that are never sent are those of a refresh token that each use replaces', () => {
  expect(NEVER_SENT.map(([name]) => name)).toEqual([
    'confluence-cloud by refresh_token',
    'jira-cloud by refresh_token',
    'outreach by refresh_token',
    'quickbooks by refresh_token',
  ]);
});

it.each(NEVER_SENT)('%s is refused before a secret is read', async (_, connector, method) => {
  const done: string[] = [];
  const carry: Carry = async (emulator, __, request) => {
    done.push('sent');
    return emulator.answer(request);
  };
  const tested = verifyEmulated({ connector, method }, { carry, onFetch: () => void done.push('read') });
  await expect(tested).rejects.toMatchObject({ issues: [{ code: 'schema_invalid', where: { pointer: '/method' } }] });
  expect(done).toEqual([]);
});

function pages({ connector, method }: EmulatedWay): (readonly ['token' | 'probe', number, string | undefined])[] {
  if (connector.callerMade) return [];
  const exchanges = exchangesOf(connector, method).filter(({ isChallenge }) => !isChallenge);
  return exchanges.flatMap(({ step }) => statusesOf(step).map((status) => [step, status, meaningOf(connector.id, step, status)] as const));
}

/** The ok answer with one condition broken, for each condition; and bodies that many services have for an error. */
function errorsBeside200(way: EmulatedWay): (readonly [string, Emulated])[] {
  const ok = rulesOf(way, 'probe').filter(({ outcome }) => outcome === 'ok');
  if (way.connector.callerMade || !ok.every(provesMore)) return [];
  const answer = okAnswer(way);
  const told = [{ error: 'invalid_token' }, { errors: [{ message: 'Unauthorized' }] }, { success: false, ok: false, message: 'Invalid key' }];
  const conditions = ok[0]?.json ?? [];
  return [
    ...told.map((body) => [JSON.stringify(body), { ...answer, body, headers: { 'content-type': 'application/json' } }] as const),
    ...conditions.map((condition) => [`${condition.path || 'a body'} broken`, { ...answer, body: broken(condition, answer.body) }] as const),
  ];
}

function broken({ path, exists, equals }: Condition, body: Emulated['body']): Emulated['body'] {
  if (typeof body === 'string') return '';
  if (exists === false) return withValueAt(body, path, [{ message: 'Unauthorized' }]);
  if (typeof equals === 'boolean') return withValueAt(body, path, !equals);
  return valueAt(body, path) === undefined ? body : withValueAt(body, path, undefined);
}
