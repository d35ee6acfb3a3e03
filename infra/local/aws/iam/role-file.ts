import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { array, literal, nullable, number, object, safeParse, strictObject, string } from 'valibot';
import { replaceFile } from '../replace-file.ts';
import type { RoleRecord } from './role-record.ts';

const ROLE = strictObject({
  name: string(),
  path: string(),
  id: string(),
  createdAtMs: number(),
  description: nullable(string()),
  trust: string(),
  policies: array(strictObject({ name: string(), document: string() })),
  boundaryArn: nullable(string()),
  maxSessionSeconds: number(),
});
const FILE = object({ format: literal(1), roles: array(ROLE) });

const NAME = 'iam.json';

/** Where roles outlive the process: one JSON file that only its owner may read. */
export type RoleFile = { read(): readonly RoleRecord[]; write(roles: readonly RoleRecord[]): void };

/**
 * `iam.json` in `directory`, made with the directory where missing.
 * `read` @throws Error that names the file
 */
export function roleFileIn(directory: string): RoleFile {
  const path = join(directory, NAME);
  return {
    read: () => (existsSync(path) ? rolesIn(path) : []),
    write: (roles) => {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      replaceFile(path, JSON.stringify({ format: 1, roles }));
    },
  };
}

function rolesIn(path: string): readonly RoleRecord[] {
  const { success, output } = safeParse(FILE, parsedOrNull(readFileSync(path, 'utf8')));
  // Starting empty would overwrite what may still be saved by hand.
  if (!success) throw new Error(`${path} is not a file of the local IAM. Move it away, or start with --reset.`);
  return output.roles;
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
