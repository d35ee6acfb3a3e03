import type { Page } from 'playwright-core';
import { isJsonObject, type JsonObject } from '../../../shared/json.ts';

/** Stands in recorded answers where a text is to be put. */
export const MARK = 'a calm text';
/** What the API said at an address, "GET /v1/connections". */
export type Recorded = Readonly<Record<string, string>>;

/** What a demonstration leaves empty, filled, so that it is shown, too. */
const FILLED: Readonly<Record<string, unknown>> = {
  identity: 'identity',
  expectIdentity: 'identity',
  fix: { text: 'what to do', commands: ['a command'] },
  warnings: [{ pointer: '/config/token', code: 'value_is_quoted', message: 'warning' }],
};
/** Words of closed lists and times: no text is an answer of this API there. */
const CLOSED = /^(?:state|status|since|every|kind|confidence|lockout|nextCursor|trigger|at|.*At)$/;
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

/** The same with the mark in every place that holds a text of anybody's. */
export function withMarks(recorded: Recorded): Recorded {
  return Object.fromEntries(Object.entries(recorded).map(([address, body]) => [address, JSON.stringify(marked(JSON.parse(body)))]));
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

function marked(value: unknown, name = ''): unknown {
  if (value === null) return name in FILLED ? marked(FILLED[name], name) : null;
  if (typeof value === 'string') return CLOSED.test(name) ? value : MARK;
  if (Array.isArray(value)) return name === 'steps' ? value : value.map((item) => marked(item, name));
  return isJsonObject(value) ? markedObject(value, name) : value;
}

function markedObject(value: JsonObject, name: string): unknown {
  const entries = Object.entries(value).map(([key, item]) => [key, marked(item, key)] as const);
  return Object.fromEntries(OPEN.includes(name) ? [...entries, [MARK, MARK]] : entries);
}
