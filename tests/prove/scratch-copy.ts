import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COPIED = ['shared', 'functions', 'infra', 'tests', 'docs', 'package.json', 'tsconfig.json', 'serverless.yml', 'README.md', 'SECURITY.md', 'CHANGELOG.md'];

/** Puts a copy of the project, whose tests run as they do here, into a folder. */
export async function copyProject(folder: string): Promise<void> {
  await Promise.all(COPIED.map((name) => cp(join(ROOT, name), join(folder, name), { recursive: true })));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
}

export type Change = { readonly file: string; readonly text: string; readonly without: string };

/** Does something while a file of the copy is changed. @throws Error where the text does not stand there exactly once */
export async function whileChanged<T>(folder: string, { file, text, without }: Change, act: () => Promise<T>): Promise<T> {
  const path = join(folder, file);
  const source = await readFile(path, 'utf8');
  const parts = source.split(text);
  if (parts.length !== 2) throw new Error(`What is to be taken away stands ${parts.length - 1} times in ${file}.`);
  await writeFile(path, parts.join(without));
  try {
    return await act();
  } finally {
    await writeFile(path, source);
  }
}
