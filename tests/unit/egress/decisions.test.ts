import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Connector, Method } from '../../../shared/connectors/connector.ts';
import { destinationsOf } from '../../../shared/connectors/destinations.ts';
import type { UntaggedPolicy } from '../../../shared/egress/bind.ts';
import { ResolverError } from '../../../shared/errors.ts';
import { bindWith, connectorWith } from '../../helpers/egress-fixtures.ts';

// docs/binding.md is written first; here each of its rows is put to the code.

const METHOD: Method = { id: 'token', label: 'Token', scheme: 'bearer', fields: [] };
const CONNECTORS: Readonly<Record<string, Connector>> = {
  jira: connectorWith({ id: 'jira', base: '${baseUrl}', hosts: [{ pattern: '${baseUrl|host}', kind: 'customer' }], probe: { path: '/rest/api/2/myself' } }),
  stripe: connectorWith({ id: 'stripe', base: '${baseUrl}', hosts: [{ pattern: 'api.stripe.com', kind: 'vendor-fixed' }], probe: { path: '/v1/account' } }),
  okta: connectorWith({ id: 'okta', base: '${baseUrl}', hosts: [{ pattern: '*.okta.com', kind: 'vendor-tenant' }], probe: { path: '/api/v1/users/me' } }),
  'generic-http': connectorWith({ id: 'generic-http', callerMade: true, base: '${baseUrl}', hosts: [{ pattern: '${baseUrl|host}', kind: 'customer' }] }),
};

type Row = { readonly tags: string; readonly connection: string; readonly decision: string; readonly tag: string };

function rowsOf(page: string): readonly Row[] {
  return page
    .split('\n')
    .filter((line) => /^\| .* \| (?:allowed|denied) \|/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, tags = '', connection = '', decision = '', tag = '']) => ({ tags, connection, decision, tag }));
}

const code = (text: string): readonly string[] => [...text.matchAll(/`([^`]*)`/g)].map(([, inside = '']) => inside);
const tagsOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    code(text)
      .map((tag) => tag.split(/ = ?/))
      .map(([key = '', value = '']) => [key, value]),
  );

function untaggedOf(store: string | undefined): UntaggedPolicy {
  const [mode, ...hosts] = (store ?? 'denied').split(' ');
  if (mode === 'listed') return { mode, hosts };
  return mode === 'vendor' ? { mode } : { mode: 'denied' };
}

async function refusalOf({ tags, connection }: Pick<Row, 'tags' | 'connection'>, over: Readonly<Record<string, string>> = {}): Promise<ResolverError | null> {
  const [name = ''] = connection.split(' ');
  const [baseUrl = '', store] = code(connection);
  const connector = CONNECTORS[name];
  if (!connector) throw new Error(`The page speaks of a connector ${name} that the test does not know.`);
  const destinations = destinationsOf(connector, METHOD, { baseUrl });
  try {
    await bindWith({ tags: { ...tagsOf(tags), ...over }, connector, project: 'crm', untagged: untaggedOf(store), destinations });
    return null;
  } catch (error) {
    if (error instanceof ResolverError) return error;
    throw error;
  }
}

const ROWS = rowsOf(readFileSync(new URL('../../../docs/binding.md', import.meta.url), 'utf8'));

it('the page has its rows', () => {
  expect(ROWS.length).toBeGreaterThanOrEqual(60);
  expect(ROWS.filter(({ decision }) => decision === 'denied').length).toBeGreaterThan(ROWS.filter(({ decision }) => decision === 'allowed').length);
});

it.each(ROWS)('$tags, $connection: $decision', async (row) => {
  const refusal = await refusalOf(row);
  expect(refusal === null ? 'allowed' : refusal.code === 'destination_denied' ? 'denied' : refusal.code).toBe(row.decision);
  expect(refusal?.where.tag?.value ?? '–').toBe(row.decision === 'allowed' ? '–' : (code(row.tag)[0] ?? '–'));
});

it.each(ROWS.filter(({ tag }) => code(tag).length > 0))('the tag $tag is enough for $connection', async (row) => {
  const { key, value } = (await refusalOf(row))!.where.tag!;
  const second = await refusalOf(row, { [key]: value });
  // A secret that lacked a project may lack a host as well: the refusal then names the other tag, never the same again.
  const isEnough = second === null || (key === 'connection-projects' && second.where.tag?.key === 'connection-hosts');
  expect(isEnough).toBe(true);
});
