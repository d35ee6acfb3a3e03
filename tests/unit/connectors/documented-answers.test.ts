import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { VerdictCode } from '../../../shared/errors.ts';
import { answer, CONNECTORS, verdict, wayOf } from './samples.ts';

type DocumentedAnswer = {
  readonly says: string;
  readonly step?: 'token' | 'probe';
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly verdict: VerdictCode;
};
type AnswerFile = { readonly connector: string; readonly method?: string; readonly source: string; readonly answers: readonly DocumentedAnswer[] };

const FOLDER = new URL('../../fixtures/answers/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const parsed = (name: string): AnswerFile => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
const GOOD: readonly VerdictCode[] = ['ok', 'ok_limited'];
const BAD: readonly VerdictCode[] = ['bad_credentials', 'token_request_refused', 'locked'];

describe.each(FILES)('%s', (name) => {
  const { connector, method, source, answers } = parsed(name);
  const way = wayOf(connector, method);

  it('is of a connector of that name, and says which page it was written from', () => {
    expect(name).toBe(`${connector}.json`);
    expect(source).toMatch(/^https:\/\/[a-z0-9.-]+\/[!-~]*$/);
  });

  it('shows a good credential and a bad one', () => {
    expect(answers.some((each) => GOOD.includes(each.verdict))).toBe(true);
    expect(answers.some((each) => BAD.includes(each.verdict))).toBe(true);
  });

  it.each(answers.map((each) => [each.says, each] as const))('%s', (_, each) => {
    const headers = { ...(typeof each.body === 'string' ? {} : { 'content-type': 'application/json' }), ...each.headers };
    expect(verdict(way, answer(each.status, each.body, headers), { step: each.step ?? 'probe' })).toBe(each.verdict);
  });
});

it('a rule is called documented only where answers were written down from the documentation', () => {
  const written = new Set(FILES.map((name) => parsed(name).connector));
  const claimed = CONNECTORS.filter(({ confidence, callerMade }) => confidence === 'documented' && !callerMade).map(({ id }) => id);
  expect(claimed.filter((id) => !written.has(id))).toEqual([]);
});
