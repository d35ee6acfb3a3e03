import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newConnector } from '../../../infra/connectors/new-connector.ts';
import { makeCatalogue } from '../../../shared/connectors/catalogue.ts';
import type { Connector } from '../../../shared/connectors/connector.ts';
import { secretFieldsOf, verifyEmulated } from '../../helpers/emulator/emulated-verification.ts';
import { answer, seen, verdict } from './samples.ts';

let folder: string;
let directory: URL;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'definitions-'));
  directory = pathToFileURL(`${folder}/`);
});
afterEach(() => rmSync(folder, { recursive: true }));

const PARTS = {
  id: 'acme',
  name: 'Acme',
  category: 'dev',
  docs: 'https://docs.acme.com/me',
  base: 'https://api.acme.com/v1',
  path: '/me?full=1',
  scheme: 'bearer',
  proof: 'user.id',
  identity: 'user.name',
};
const argumentsOf = (parts: Readonly<Record<string, string>>): string[] => Object.entries(parts).flatMap(([part, text]) => [`--${part}`, text]);

async function made(changes: Partial<typeof PARTS> = {}): Promise<Connector> {
  await newConnector(argumentsOf({ ...PARTS, ...changes }), { directory, ask: null });
  const connector = makeCatalogue(directory).get(PARTS.id);
  if (!connector) throw new Error('nothing was written');
  return connector;
}

it.each([
  ['bearer', PARTS.base],
  ['basic', 'https://${subdomain}.acme.com'],
  ['header:X-Api-Key', '${baseUrl}'],
  ['header:Authorization=Token', PARTS.base],
  ['query:key', 'https://api.acme.com'],
  ['client_credentials:https://auth.acme.com/oauth/token', PARTS.base],
])('a service with %s at %s can be tested at once, without code', async (scheme, base) => {
  const connector = await made({ scheme, base });
  const [method] = connector.methods;
  const way = { connector, method: method! };
  expect(await verifyEmulated(way)).toMatchObject({ code: 'ok' });
  for (const field of secretFieldsOf(way)) expect(await verifyEmulated(way, { sent: { [field]: 'another' } })).toMatchObject({ status: 'refused' });
});

it('a new connector says that it is not proven, and without a field to look for it takes any JSON for ok', async () => {
  const proven = await made();
  expect(proven.confidence).toBe('unproven');
  expect(verdict({ connector: proven, method: proven.methods[0]! }, answer(200, {}))).toBe('unexpected_response');
  rmSync(join(folder, 'acme.json'));
  const bare = await made({ proof: '' });
  expect(verdict({ connector: bare, method: bare.methods[0]! }, answer(200, {}))).toBe('ok');
  expect(verdict({ connector: bare, method: bare.methods[0]! }, answer(200, '<html>'))).toBe('unexpected_response');
});

it('a word may stand before the key in its header', async () => {
  const connector = await made({ scheme: 'header:Authorization=Token' });
  expect((await seen({ connector, method: connector.methods[0]! }, { apiKey: 'k' })).headers['authorization']).toBe('Token k');
});

it('the field that names the account is taken along, and may be left out', async () => {
  expect((await made()).identity).toBe('user.name');
  rmSync(join(folder, 'acme.json'));
  expect(await made({ identity: '' })).not.toHaveProperty('identity');
});

it('what to do next is told', async () => {
  const told = await newConnector(argumentsOf(PARTS), { directory, ask: null });
  for (const part of ['definitions/acme.json', 'fixtures/answers/acme.json', 'npm run docs', 'tests/unit/connectors', 'docs/adding-a-service.md'])
    expect(told).toContain(part);
});

it('what is not given as an option is asked for, and nothing else', async () => {
  const { id, proof, ...others } = PARTS;
  const asked: string[] = [];
  const answers = [` ${id} `, proof];
  await newConnector(argumentsOf(others), { directory, ask: async (question) => answers[asked.push(question) - 1] ?? '' });
  expect(asked).toHaveLength(2);
  expect(asked[0]).toMatch(/^Id /);
  expect(readdirSync(folder)).toEqual(['acme.json']);
});

it.each([
  [{ id: '' }, /--id is missing/],
  [{ id: 'Acme Inc' }, /\/id: must match pattern/],
  [{ docs: 'http://docs.acme.com' }, /\/docs: must match pattern/],
  [{ base: 'http://api.acme.com' }, /not be valid/],
  [{ path: 'me' }, /not be valid/],
  [{ scheme: 'magic' }, /--scheme is one of/],
  [{ scheme: 'header' }, /--scheme header needs/],
  [{ scheme: 'bearer:x' }, /--scheme bearer takes nothing more/],
  [{ colour: 'red' }, /option is not known/],
])('%j is refused, and nothing is written', async (changes, message) => {
  await expect(newConnector(argumentsOf({ ...PARTS, ...changes }), { directory, ask: null })).rejects.toThrow(message);
  expect(readdirSync(folder)).toEqual([]);
});

it('a definition that is there already is not written over', async () => {
  await made();
  const before = readFileSync(join(folder, 'acme.json'), 'utf8');
  await expect(newConnector(argumentsOf({ ...PARTS, name: 'Other' }), { directory, ask: null })).rejects.toThrow(/already/);
  expect(readFileSync(join(folder, 'acme.json'), 'utf8')).toBe(before);
});

it('the command ends with 2 and one sentence where a part is missing and nobody can be asked', async () => {
  const script = fileURLToPath(new URL('../../../infra/connector-new.ts', import.meta.url));
  const failed = await promisify(execFile)(process.execPath, [script, '--id', 'acme']).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 2, stderr: expect.stringMatching(/^--name is missing: [^\n]+\n$/) });
});
