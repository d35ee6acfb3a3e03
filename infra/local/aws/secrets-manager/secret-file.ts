import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { array, literal, nullable, number, object, record, safeParse, strictObject, string, union, type InferOutput } from 'valibot';

import { replaceFile } from '../replace-file.ts';
import type { SecretRecord } from './secret-record.ts';

const VERSION = strictObject({
  id: string(),
  createdAtMs: number(),
  accessedAtMs: nullable(number()),
  value: union([strictObject({ text: string() }), strictObject({ base64: string() })]),
  stages: array(string()),
});
const SECRET = strictObject({
  arn: string(),
  name: string(),
  account: string(),
  region: string(),
  description: nullable(string()),
  kmsKeyId: nullable(string()),
  tags: record(string(), string()),
  createdAtMs: number(),
  changedAtMs: number(),
  accessedAtMs: nullable(number()),
  deletedAtMs: nullable(number()),
  versions: array(VERSION),
});
const FILE = object({ format: literal(1), secrets: array(SECRET) });
type FileContent = InferOutput<typeof FILE>;

const NAME = 'secrets-manager.json';

/** Where secrets outlive the process: one JSON file that only its owner may read. */
export type SecretFile = { read(): readonly SecretRecord[]; write(secrets: readonly SecretRecord[]): void };

/**
 * `secrets-manager.json` in `directory`, made with the directory where missing.
 * `read` @throws Error that names the file, never its content
 */
export function secretFileIn(directory: string): SecretFile {
  const path = join(directory, NAME);
  return {
    read: () => (existsSync(path) ? contentOf(path).secrets : []),
    write: (secrets) => {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      replaceFile(path, JSON.stringify({ format: 1, secrets }));
    },
  };
}

function contentOf(path: string): FileContent {
  const { success, output } = safeParse(FILE, parsedOrNull(readFileSync(path, 'utf8')));
  // Starting empty would overwrite what may still be saved by hand.
  if (!success) throw new Error(`${path} is not a file of the local Secrets Manager. Move it away, or start with --reset.`);
  return output;
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // its message quotes the file
  }
}
