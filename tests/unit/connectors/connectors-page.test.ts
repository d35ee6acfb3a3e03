import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { confidenceTable } from '../../../infra/connectors/confidence-table.ts';
import { connectorsPage } from '../../../infra/docs/connectors-page.ts';
import { connectorWith } from '../../helpers/egress-fixtures.ts';
import { ALL } from './samples.ts';

it('the table counts connectors, HTTP ways and wire protocols by confidence', () => {
  const method = { id: 'a', label: 'A', scheme: 'a', fields: [] };
  const table = confidenceTable([
    connectorWith({ methods: [method, method], probe: { method: 'GET', path: '/' } }),
    connectorWith({ methods: [method], probe: { protocol: 'redis' }, confidence: 'practice' }),
    connectorWith({ methods: [method, method], probe: { protocol: 'redis' }, confidence: 'practice' }),
  ]);
  const rows = table.split('\n').map((line) => line.split(/ {2,}/));
  expect(rows).toEqual([
    ['confidence', 'connectors', 'HTTP ways', 'wire protocols'],
    ['documented', '1', '2', '0'],
    ['practice', '2', '0', '1'],
    ['unproven', '0', '0', '0'],
    ['all', '3', '2', '1'],
  ]);
});

it('"npm run connectors" prints that table of all definitions', async () => {
  const script = fileURLToPath(new URL('../../../infra/connectors.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  expect(stdout).toBe(`${confidenceTable(ALL)}\n`);
});

it('the page has every connector once in its category and once in full, with its page, its confidence and its ways to connect', () => {
  const page = connectorsPage();
  const sections = page.split('\n## ').map((section) => section.split('\n'));
  for (const { id, name, category, docs, confidence, methods } of ALL) {
    const rows = sections.flatMap(([title, ...lines]) => lines.filter((line) => line.startsWith(`| [${name}](${docs}) |`)).map((row) => [title, row]));
    expect(rows).toEqual([[expect.stringMatching(new RegExp(`^${category}$`, 'i')), expect.stringMatching(new RegExp(` \\| ${confidence} \\|$`))]]);
    const [, details, ...others] = page.split(`<summary>${name}: <code>${id}</code></summary>`);
    expect([id, others]).toEqual([id, []]);
    const ways = details!.split('</details>')[0]!.match(/^\| `.+?` .+? \|/gm);
    expect(ways).toEqual(methods.map((method) => `| \`${method.id}\` ${method.label} |`));
  }
  expect(page.match(/<details>/g)).toHaveLength(ALL.length);
  expect(page.match(/<\/details>/g)).toHaveLength(ALL.length);
});
