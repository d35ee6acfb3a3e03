import * as v from 'valibot';
import { NewConnection } from '../../shared/http/connection-schemas.ts';
import { isJsonObject } from '../../shared/json.ts';
import { pointerOf } from '../../shared/masks/json-pointer.ts';
import type { Finding } from './report.ts';
import { type Format, parseSource } from './source-text.ts';

// What the API takes, so that a file is held to the API's own rules; a file that is only tested needs no name.
const Described = v.strictObject({ ...NewConnection.entries, name: v.optional(NewConnection.entries.name) });
/** A connection as a file describes it. */
export type DescribedConnection = v.InferOutput<typeof Described>;

export type ConnectionFile = { readonly path: string; readonly connection: DescribedConnection; readonly lineOf: (pointer: string) => number };
export type WrongFile = { readonly path: string; readonly findings: readonly Finding[] };

const EXPECTED: Readonly<Record<string, string>> = {
  '/name': 'Write "name": 1 to 120 printable characters by which the connection is known in its project.',
  '/connector': 'Write "connector": an id from GET /v1/connectors.',
  '/config': 'Write "config": an object with the fields of the connector.',
  '/expectIdentity': 'Write "expectIdentity": whom the credentials are to belong to, as the field identity of a test shows it, or leave it out.',
  '/schedule': 'Write "schedule": {"every": "PT15M", "enabled": true}, every PT5M to P31D in whole minutes, or leave it out.',
  '/labels':
    'Write "labels": at most 20 names of a-z 0-9 . _ / -, each with a text of at most 128 characters; in YAML, put numbers and true or false in quotes.',
  '/project': 'Write "project": the id of a project, of a-z 0-9 and -.',
};
const OTHERWISE = 'A connection file has: name, connector, method, config, expectIdentity, schedule, labels, project.';

/** Reads one connection file's text; `isNamed`: it must say its name. Every property that is wrong is told, with its line. */
export function parseConnectionFile(file: { readonly path: string; readonly text: string }, isNamed: boolean): ConnectionFile | WrongFile {
  const { path } = file;
  const source = parseSource(file.text, formatOf(path));
  if (!('value' in source)) return { path, findings: source };
  const { value, lineOf } = source;
  if (!isJsonObject(value)) return { path, findings: [findingAt('', 'The file does not hold one object.', lineOf)] };
  const parsed = v.safeParse(Described, value);
  const issues = (parsed.issues ?? []).map((issue) => pointed(issue, lineOf));
  const unnamed = isNamed && !Object.hasOwn(value, 'name') ? [findingAt('/name', '"/name" is missing.', lineOf)] : [];
  if (!parsed.success || unnamed.length > 0) return { path, findings: [...unnamed, ...issues] };
  return { path, connection: parsed.output, lineOf };
}

export function isWrong(file: ConnectionFile | WrongFile): file is WrongFile {
  return 'findings' in file;
}

function formatOf(path: string): Format {
  return /\.json$/i.test(path) ? 'json' : 'yaml';
}

/** Valibot's own message quotes what it received, so none of it is used. */
function pointed(issue: v.BaseIssue<unknown>, lineOf: ConnectionFile['lineOf']): Finding {
  const pointer = (issue.path ?? []).reduce((parent, step) => pointerOf(parent, String(step.key).slice(0, 64)), '');
  return findingAt(pointer, `"${pointer}" ${foundOf(issue)}.`, lineOf);
}

function foundOf(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'strict_object' && issue.expected === 'never') return 'is not a property of a connection file';
  if (issue.type === 'strict_object' && issue.received === 'undefined') return 'is missing';
  return issue.kind === 'schema' ? 'has the wrong type' : 'does not have the form of this property';
}

function findingAt(pointer: string, message: string, lineOf: ConnectionFile['lineOf']): Finding {
  const fix = EXPECTED[`/${pointer.split('/')[1] ?? ''}`] ?? OTHERWISE;
  return { code: 'file_invalid', message, fix: { text: fix, commands: [] }, pointer, line: lineOf(pointer) };
}
