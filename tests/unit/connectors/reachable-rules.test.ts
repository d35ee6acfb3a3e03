import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../shared/connectors/connector.ts';
import { conclude } from '../../../shared/connectors/conclude.ts';
import { exchangesOf } from '../../../shared/connectors/build-request.ts';
import { answerOf, responseOf } from '../../helpers/emulator/answer-of-rule.ts';
import { plainOf, sampleTexts, WAYS } from './samples.ts';

/** By the catalogue's facts: whoever looks at the status alone takes their refusal for a success. */
const REFUSE_BESIDE_2XX =
  'apollo azure-devops braintree jira-cloud linear marketo monday new-relic nextcloud sage-intacct slack sonarcloud sonarqube uptimerobot wandb zendesk zoho-crm'.split(
    ' ',
  );
const FIXED = WAYS.filter(([, connector]) => !connector.callerMade);
const rulesOf = (...[, connector, method]: (typeof WAYS)[number]): readonly Rule[] => [...(method.rules ?? []), ...connector.rules];

/** No answer is made for a text and JSON at once; the connectors that have such rules are looked at by their documented answers. */
const isGenerated = (rule: Rule): boolean => rule.text === undefined || rule.json === undefined;

function verdictOf(...[, connector, method]: (typeof WAYS)[number]): (rule: Rule, status?: number) => string | null {
  const plain = plainOf(connector, method, sampleTexts(connector, method));
  return (rule, status) => {
    const exchange = exchangesOf(connector, method).find(({ step, isChallenge }) => step === (rule.step ?? 'probe') && !isChallenge);
    const answer = answerOf(rule);
    return exchange ? conclude({ connector, method, exchange, plain }, responseOf({ ...answer, status: status ?? answer.status })).code : null;
  };
}

describe.each(FIXED)('%s', (...way) => {
  it('has no rule that another stands before: an answer that is just as it says is judged as it says', () => {
    const verdict = verdictOf(...way);
    const judged = rulesOf(...way)
      .filter(isGenerated)
      .map((rule) => [rule, verdict(rule) ?? rule.outcome]);
    expect(judged.filter(([rule, code]) => typeof rule === 'object' && code !== rule.outcome)).toEqual([]);
  });
});

it.each(REFUSE_BESIDE_2XX)('%s: a refusal beside 2xx is bad_credentials', (id) => {
  const ways = FIXED.filter(([, connector]) => connector.id === id);
  const codes = ways.flatMap((way) => {
    const verdict = verdictOf(...way);
    const refusing = rulesOf(...way)
      .filter(isGenerated)
      .filter(({ outcome, status }) => outcome === 'bad_credentials' && (status ?? [200]).some((each) => each === '2xx' || each === 200 || each === 203));
    return refusing.map((rule) => verdict(rule, rule.status?.includes(203) && !rule.status.includes(200) ? 203 : 200) ?? 'bad_credentials');
  });
  expect(codes.length).toBeGreaterThan(0);
  expect(new Set(codes)).toEqual(new Set(['bad_credentials']));
});

it('rules that ask for a text within JSON are those of connectors with documented answers', () => {
  const asking = new Set(FIXED.filter((way) => rulesOf(...way).some((rule) => !isGenerated(rule))).map(([, { id }]) => id));
  expect([...asking].filter((id) => !existsSync(new URL(`../../fixtures/answers/${id}.json`, import.meta.url)))).toEqual([]);
});

it('forty-six rules and more tell a good key that lacks a permission from a bad one', () => {
  const limited = new Set(
    FIXED.flatMap(([, connector, method]) => [...(method.rules ?? []), ...connector.rules]).filter(({ outcome }) => outcome === 'ok_limited'),
  );
  expect(limited.size).toBeGreaterThanOrEqual(46);
});

it('a rate limit is never a refusal: 429 speaks of nothing else, whatever stands beside it', () => {
  const judged = FIXED.map((way) => [way[0], verdictOf(...way)({ outcome: 'rate_limited' }, 429)]);
  expect(judged.filter(([, code]) => code !== 'rate_limited')).toEqual([]);
});
