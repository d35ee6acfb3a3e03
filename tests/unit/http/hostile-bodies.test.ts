import { beforeAll, describe, expect, it } from 'vitest';
import { examineConnection } from '../../../shared/connections/check-connection.ts';
import { makeCatalogue } from '../../../shared/connectors/catalogue.ts';
import { PROBLEMS, RequestError } from '../../../shared/errors.ts';
import { lintAnswer } from '../../../shared/http/lint-answer.ts';
import { parseTestRequest } from '../../../shared/http/parse.ts';
import { parseNewConnection } from '../../../shared/http/parse-connection.ts';
import type { CallerEvent } from '../../../shared/http/caller-event.ts';
import { countedWork } from '../../helpers/counted-work.ts';
import { ARN, type Handlers, MASK, NEW, startHandlers } from '../../helpers/stored-connections.ts';

const MOST_BYTES = 256 * 1024;
const HALF = MOST_BYTES / 2;
const catalogue = makeCatalogue();
const scope = { accounts: ['137149879143'], regions: ['us-east-1'] };
type Make = (bytes: number) => string;

/** `part` as often as fits between head and tail, its number in the place of "#". */
function filled(head: string, part: string, tail: string, between = ','): Make {
  return (bytes) => {
    const width = Buffer.byteLength(part.replaceAll('#', '00000')) + between.length;
    const parts = Array.from({ length: Math.floor((bytes - head.length - tail.length) / width) }, (_, n) => part.replaceAll('#', String(n).padStart(5, '0')));
    return `${head}${parts.join(between)}${tail}`;
  };
}

const CONFIG = '{"connector":"jira-dc","config":{"baseUrl":"https://jira.example.com","personalAccessToken":';
const inText = (part: string): Make => filled(`${CONFIG}"`, part, '"}}', '');
const inHeaders = (part: string): Make => filled('{"connector":"generic-http","config":{"baseUrl":"https://a.example.com","path":"/","headers":{', part, '}}}');

const BODIES: readonly (readonly [title: string, make: Make])[] = [
  ['blanks', (bytes) => ' '.repeat(bytes)],
  ['blanks after a property', (bytes) => `{"a"${' '.repeat(bytes - 9)}:1}`],
  ['texts, each before many blanks', filled('{"a":[', `"#"${' '.repeat(200)}`, ']}')],
  ['brackets', (bytes) => '['.repeat(bytes)],
  ['nested objects', (bytes) => `${'{"a":'.repeat(bytes / 6)}1${'}'.repeat(bytes / 6 - 1)}`],
  ['nesting of 19 levels, again and again', filled('{"a":[', `${'['.repeat(17)}1${']'.repeat(17)}`, ']}')],
  ['escapes', inText('\\\\\\"\\n')],
  ['escapes of whole characters', inText('\\ud83d\\ude00')],
  ['texts with whole characters', filled('{"a":[', '"\\ud83d\\ude00"', ']}')],
  ['one long number', (bytes) => `{"a":${'9'.repeat(bytes - 10)}}`],
  ['one long fraction', (bytes) => `{"a":0.${'0'.repeat(bytes - 14)}1e9}`],
  ['many numbers', filled('{"a":[', '1e-#', ']}')],
  ['one long property name', (bytes) => `{"${'k'.repeat(bytes - 10)}":1}`],
  ['many properties', filled('{', '"#":1', '}')],
  ['many properties with escapes', filled('{', '"\\u006b#":1', '}')],
  ['property names that differ in their last character', filled('{', `"${'k'.repeat(200)}#":1`, '}')],
  ['property names that look like numbers of an array', filled('{', '"1#000":1', '}')],
  ['a property that stands twice at the end', (bytes) => filled('{', '"#":1', ',"00000":1}')(bytes)],
  ['many objects of the same properties', filled('{"a":[', '{"x":1,"y":2}', ']}')],
  ['many fields that nobody declared', filled(`${CONFIG}"",`, '"f#":1', '}}')],
  ['many labels that may not be', filled('{"name":"n","connector":"jira-dc","config":{},"labels":{', '"L#":1', '}}')],
  ['many headers', inHeaders('"x-h#":"v"')],
  ['many headers that may not be set', inHeaders('"@#":"v"')],
  ['many masks in one text', inText(`{{workato:sm:k#:${ARN}}}`)],
  ['many masks in many texts', inHeaders(`"x-h#":"{{workato:sm:k#:${ARN}}}"`)],
  ['masks that are none', inText('{{workato:sm:k#}} ')],
  ['masks that are none, in many texts', inHeaders('"x-h#":"{{workato:sm:k#}}"')],
  ['openings of masks', inText('{{workato:sm:')],
  ['masks in property names', inHeaders(`"{{workato:sm:k#:${ARN}}}":"v"`)],
  ['invisible characters', inText('\u200b')],
];

/** What a route does with a body before it asks anybody. */
function examine(text: string): void {
  const event: CallerEvent = JSON.parse(JSON.stringify({ body: text, isBase64Encoded: false }));
  for (const parse of [parseTestRequest, parseNewConnection]) {
    try {
      parse(event);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
    }
  }
  try {
    const { connector, method, config } = parseTestRequest(event);
    lintAnswer(examineConnection({ id: null, connector, method, project: 'demo', config }, { catalogue, scope }));
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
  }
}

describe.each(BODIES)('a body of %s', (_, make) => {
  it('costs at most 2.3 times the work where it is twice as long', () => {
    const [half, whole] = [make(HALF), make(MOST_BYTES)];
    expect([Buffer.byteLength(half) > 0.95 * HALF, Buffer.byteLength(whole) > 0.95 * MOST_BYTES, Buffer.byteLength(whole) <= MOST_BYTES]).toEqual([
      true,
      true,
      true,
    ]);
    examine(half);
    const once = countedWork(() => examine(half));
    const twice = countedWork(() => examine(whole));
    expect(once).toBeGreaterThan(100);
    expect(twice / once).toBeLessThanOrEqual(2.3);
  });
});

describe('however much is wrong with a body', () => {
  let handlers: Handlers;
  beforeAll(async () => {
    handlers = await startHandlers();
  });

  it.each(BODIES)('%s: the answer is short, and says which code it is', async (_, make) => {
    for (const route of ['POST /v1/connections', 'POST /v1/connections/lint', 'POST /v1/connections/test']) {
      const { status, body, text } = await handlers.call(route, { body: make(MOST_BYTES) });
      expect([route, status < 500, status < 400 || body['code'] in PROBLEMS]).toEqual([route, true, true]);
      expect(text.length).toBeLessThan(1 << 20);
    }
  });

  it('of 20,000 issues the first 200 are told', async () => {
    const config = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`f${n}`, 1]));
    const stored = await handlers.call('POST /v1/connections', { body: { ...NEW, config } });
    const linted = await handlers.call('POST /v1/connections/lint', { body: { connector: 'jira-dc', config: { ...config, personalAccessToken: MASK } } });
    const first = Array.from({ length: 200 }, (_, n) => `/config/f${n}`);
    for (const { body } of [stored, linted]) expect(body['errors'].map((issue: { pointer: string }) => issue.pointer)).toEqual(first);
  });
});
