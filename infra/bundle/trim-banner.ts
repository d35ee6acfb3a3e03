import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

type Outputs = Metafile['outputs'];

/**
 * esbuild writes the banner into every chunk, and few need it: with twenty chunks at a cold start that is 2 kB which nobody reads.
 * @returns the outputs as they are then; `folder` is what their paths are relative to
 */
export async function trimBanner(outputs: Outputs, { folder, banner }: { readonly folder: string; readonly banner: string }): Promise<Outputs> {
  const trimmed = Object.entries(outputs).map(async ([path, output]) => {
    const file = join(folder, path);
    const text = await readFile(file, 'utf8');
    const rest = text.replace(`${banner}\n`, '');
    if (rest === text || /\brequire\b/.test(rest)) return [path, output] as const;
    await writeFile(file, rest);
    return [path, { ...output, bytes: Buffer.byteLength(rest) }] as const;
  });
  return Object.fromEntries(await Promise.all(trimmed));
}
