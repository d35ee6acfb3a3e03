import type { Page } from 'playwright-core';
import { isJsonObject } from '../../../shared/json.ts';

/** Stands in recorded answers where a text is to be put; so long that it is shortened where longer ones are. */
export const MARK = 'a calm text, as long as most of those that would be a script elsewhere';
/** What the API said at an address, "GET /v1/connections". */
export type Recorded = Readonly<Record<string, string>>;

/** What a demonstration leaves empty, filled, so that it is shown, too. */
const FILLED: Readonly<Record<string, unknown>> = {
  identity: 'identity',
  expectIdentity: 'identity',
  fix: { text: 'what to do', commands: ['a command'] },
  warnings: [{ pointer: '/config/token', code: 'value_is_quoted', message: 'warning' }],
};
/** Times, and an address that the catalogue's own test holds: no text of anybody's stands there. */
const OURS = /^(?:since|every|docs|at|.*At)$/;
/** What is longer shows nothing more. */
const MOST_ITEMS = 5;
/** Whose names are anybody's choice. */
const OPEN = ['labels', 'config'];

/** What the API answers the page from now on, whose token may be any: it asks with the given one. */
export async function recordAnswers(page: Page, token: string): Promise<Recorded> {
  const recorded: Record<string, string> = {};
  await page.route('**/v1/**', async (route) => {
    const { pathname, search } = new URL(route.request().url());
    const response = await route.fetch({ headers: { ...route.request().headers(), authorization: `Bearer ${token}` } });
    recorded[`${route.request().method()} ${pathname}${search}`] = await response.text();
    return route.fulfill({ response });
  });
  return recorded;
}

/** The same with the mark in every place that holds a text of anybody's: those of `kept` are words of closed lists, or what the page asked for. */
export function withMarks(recorded: Recorded, kept: ReadonlySet<string>): Recorded {
  return Object.fromEntries(Object.entries(recorded).map(([address, body]) => [address, JSON.stringify(marked(JSON.parse(body), '', kept))]));
}

/** And with a refusal in place of every answer, which says the mark wherever it can say anything. */
export function withRefusals(recorded: Recorded): Recorded {
  return Object.fromEntries(Object.keys(recorded).map((address) => [address, REFUSAL]));
}

const REFUSAL = JSON.stringify({
  type: MARK,
  title: MARK,
  status: 422,
  code: MARK,
  requestId: MARK,
  errors: [{ pointer: MARK, offset: 1, code: MARK, message: MARK, fix: { text: MARK, commands: [MARK] } }],
});

function marked(value: unknown, name: string, kept: ReadonlySet<string>): unknown {
  if (value === null) return name in FILLED ? marked(FILLED[name], name, kept) : null;
  if (typeof value === 'string') return OURS.test(name) || kept.has(value) ? value : MARK;
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map((item) => marked(item, name, kept));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, key === 'nextCursor' ? null : marked(item, key, kept)] as const);
  return Object.fromEntries(OPEN.includes(name) ? [...entries, [MARK, MARK]] : entries);
}

/** Every word of the closed lists in the API's description. */
export function closedWords(description: unknown): ReadonlySet<string> {
  if (Array.isArray(description)) return new Set(description.flatMap((each) => [...closedWords(each)]));
  if (!isJsonObject(description)) return new Set();
  const listed = Array.isArray(description['enum']) ? description['enum'].filter((word) => typeof word === 'string') : [];
  return new Set([...listed, ...Object.values(description).flatMap((each) => [...closedWords(each)])]);
}
