import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, vi } from 'vitest';
import { INDEX_FILE, makeCatalogue } from '../../../shared/connectors/catalogue.ts';
import { methodOf } from '../../../shared/connectors/fields.ts';
import { connectorPage } from '../../../shared/http/connector-answers.ts';
import { CATALOGUE, connectorOf, ALL } from './samples.ts';

vi.mock('node:fs', { spy: true });

it.each([
  '../jira-dc',
  '../definitions/jira-dc',
  './jira-dc',
  '..',
  '.',
  '',
  'Jira-DC',
  'jira-dc.json',
  '__proto__',
  'constructor',
  'toString',
  'jira-dc\u0000',
  '%2e%2e',
  '/etc/passwd',
  'file:///etc/passwd',
  '-a',
  'a'.repeat(65),
  'nobody',
])('the id %j names no connector', (id) => {
  expect(CATALOGUE.get(id)).toBeUndefined();
});

it('the list tells who is there and how to connect, without templates or rules', () => {
  const jira = CATALOGUE.list().find(({ id }) => id === 'jira-dc');
  expect(jira).toEqual({
    id: 'jira-dc',
    name: 'Jira Data Center',
    category: 'work',
    confidence: 'documented',
    methods: [
      { id: 'pat', label: 'Personal access token' },
      { id: 'basic', label: 'User name and password' },
    ],
  });
});

it('the first way to connect is meant where none is named, and none where an unknown one is', () => {
  const connector = connectorOf('jira-dc');
  expect(methodOf(connector, undefined)?.id).toBe('pat');
  expect(methodOf(connector, 'basic')?.id).toBe('basic');
  expect(methodOf(connector, '__proto__')).toBeUndefined();
});

it('a file that is not the connector it is named after stops the start of a test, it is not skipped', () => {
  const folder = mkdtempSync(join(tmpdir(), 'definitions-'));
  try {
    writeFileSync(join(folder, 'acme.json'), JSON.stringify({ id: 'other', methods: [], rules: [] }));
    expect(() => makeCatalogue(pathToFileURL(`${folder}/`)).get('acme')).toThrow(TypeError);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('page by page every connector is listed once, those whose ids begin alike too', () => {
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const { items } = connectorPage(CATALOGUE.list(), { limit: 7, after });
    ids.push(...items.map(({ id }) => id));
    after = items.at(-1)?.id ?? null;
  } while (after !== null);
  expect(ids).toEqual(ALL.map(({ id }) => id).toSorted());
  expect(ids).toEqual(expect.arrayContaining(['supabase', 'supabase-management']));
});

it('the list of a bundle comes from its index, so that no definition is read for it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  const directory = pathToFileURL(`${folder}/definitions/`);
  try {
    const index = CATALOGUE.list().slice(0, 2);
    writeFileSync(join(folder, INDEX_FILE), JSON.stringify(index));
    expect(makeCatalogue(directory).list()).toEqual(index);
    writeFileSync(join(folder, INDEX_FILE), '{"items":[]}');
    expect(() => makeCatalogue(directory).list()).toThrow(TypeError);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('one definition is read alone, whatever their number, and once', () => {
  const [read, listed] = [vi.mocked(readFileSync), vi.mocked(readdirSync)];
  for (const { id } of ALL) {
    read.mockClear();
    listed.mockClear();
    const catalogue = makeCatalogue();
    for (const _ of [1, 2]) expect(catalogue.get(id)?.id).toBe(id);
    expect([read.mock.calls.map(([file]) => basename(String(file))), listed.mock.calls]).toEqual([[`${id}.json`], []]);
  }
});
