import { describe, expect, it } from 'vitest';
import { exchangesOf } from '../../../shared/connectors/build-request.ts';
import { DIFFERENT, meaningOf, statusesOf } from './expectations.ts';
import { provesMore } from './proof-of-ok.ts';
import { answer, LOGIN_PAGE, verdict, WAYS } from './samples.ts';

const FIXED = WAYS.filter(([, connector]) => !connector.callerMade);
const WITH_GRANT = WAYS.filter(([, , method]) => method.steps?.some((step) => step.grant !== undefined));

describe.each(FIXED)('%s', (_, connector, method) => {
  const way = { connector, method };

  it('takes a page of HTML for what its status says, and never for ok', () => {
    for (const { step } of exchangesOf(connector, method).filter(({ isChallenge }) => !isChallenge)) {
      const meant = statusesOf(step).map((status) => [step, status, meaningOf(connector.id, step, status)]);
      expect(meant.map(([, status]) => [step, status, verdict(way, answer(Number(status), LOGIN_PAGE), { step })])).toEqual(meant);
    }
  });

  it('takes an empty object for ok only where it says that its ok proves nothing', () => {
    const rules = [...(method.rules ?? []), ...connector.rules].filter((rule) => rule.outcome === 'ok');
    const isBare = connector.confidence === 'unproven' && rules.some((rule) => !provesMore(rule));
    expect(verdict(way, answer(200, {}))).toBe(isBare ? 'ok' : 'unexpected_response');
  });
});

describe.each(WITH_GRANT)('%s', (_, connector, method) => {
  it('tells a refused client from a refused grant at the token endpoint', () => {
    const at = (status: number, body: unknown): string => verdict({ connector, method }, answer(status, body), { step: 'token' });
    expect(at(400, { error: 'invalid_client' })).toBe('bad_credentials');
    expect(at(401, { error: 'invalid_client' })).toBe('bad_credentials');
    expect(at(400, { error: 'invalid_grant' })).toBe('bad_credentials');
    expect(at(400, { error: 'invalid_scope' })).toBe('token_request_refused');
    expect(at(200, { access_token: 'x' })).toBe('ok');
  });
});

it('every exception to what a status means says why, and is one', () => {
  for (const { step, status, code, why, connectors } of DIFFERENT) {
    expect(why).toMatch(/^[A-Z].*\.$/);
    for (const id of connectors.split(' ')) {
      const ways = WAYS.filter(([, connector, method]) => connector.id === id && exchangesOf(connector, method).some((each) => each.step === step));
      const codes = ways.map(([, connector, method]) => verdict({ connector, method }, answer(status, LOGIN_PAGE), { step }));
      expect([id, codes]).toEqual([id, codes.map(() => code)]);
      expect([id, codes.length > 0]).toEqual([id, true]);
    }
  }
});
