import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { INDEX_FILE, makeCatalogue } from '../../shared/connectors/catalogue.ts';
import { bundleConsole } from './bundle-console.ts';
import { LAMBDA_BUNDLE } from './options.ts';
import { trimBanner } from './trim-banner.ts';
import { zip, type ZipEntry } from './zip.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DEFINITIONS = 'shared/connectors/definitions';

type Output = Metafile['outputs'][string];

export type Bundle = {
  readonly name: string;
  /** Of what a cold start loads: the entry and the chunks it imports outright. */
  readonly entryBytes: number;
  /** With the chunks that are loaded when they are needed. */
  readonly allBytes: number;
  readonly zipBytes: number;
  /** What a cold start loads, biggest first: package or folder, and its bytes. */
  readonly inputs: readonly (readonly [origin: string, bytes: number])[];
};

export type FunctionSource = { readonly name: string; readonly entry: string };

/** Bundles one function into `<directory>/<name>/handler.mjs`, with the connector definitions beside it if it reads them, and zips that folder. */
export async function bundleFunction({ name, entry }: FunctionSource, directory: string): Promise<Bundle> {
  const folder = join(directory, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { metafile } = await build({ ...LAMBDA_BUNDLE, absWorkingDir: ROOT, entryPoints: { handler: entry }, outdir: folder });
  const outputs = await trimBanner(metafile.outputs, { folder: ROOT, banner: LAMBDA_BUNDLE.banner.js });
  if ('shared/connectors/catalogue.ts' in metafile.inputs) await copyDefinitions(folder);
  if ('functions/console/page.ts' in metafile.inputs) await bundleConsole({ root: ROOT, folder });
  const archive = zip(await entriesOf(folder));
  await writeFile(`${folder}.zip`, archive);
  return { name, ...sizesOf(outputs), zipBytes: archive.length };
}

async function copyDefinitions(folder: string): Promise<void> {
  await cp(join(ROOT, DEFINITIONS), join(folder, 'definitions'), {
    recursive: true,
    filter: (source) => !/\.[^./]+$/.test(source) || source.endsWith('.json'),
  });
  await writeFile(join(folder, INDEX_FILE), JSON.stringify(makeCatalogue().list()));
}

async function entriesOf(folder: string): Promise<readonly ZipEntry[]> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return { name: relative(folder, path), bytes: await readFile(path) };
    }),
  );
}

function sizesOf(outputs: Metafile['outputs']): Pick<Bundle, 'entryBytes' | 'allBytes' | 'inputs'> {
  const loaded = loadedAtStart(outputs);
  const bytesOf = (files: readonly Output[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);
  return { entryBytes: bytesOf(loaded), allBytes: bytesOf(Object.values(outputs)), inputs: byOrigin(loaded) };
}

/** The entry and the chunks it imports outright; those it imports when they are needed are not loaded by a cold start. */
function loadedAtStart(outputs: Metafile['outputs']): readonly Output[] {
  const files = new Set(Object.keys(outputs).filter((file) => file.endsWith('/handler.mjs')));
  for (const file of files) for (const { path, kind } of outputs[file]?.imports ?? []) if (kind === 'import-statement' && outputs[path]) files.add(path);
  return [...files].flatMap((file) => outputs[file] ?? []);
}

function byOrigin(outputs: readonly Output[]): Bundle['inputs'] {
  const totals = new Map<string, number>();
  for (const [path, { bytesInOutput }] of outputs.flatMap(({ inputs }) => Object.entries(inputs))) {
    const origin = originOf(path);
    totals.set(origin, (totals.get(origin) ?? 0) + bytesInOutput);
  }
  return [...totals].sort(([, a], [, b]) => b - a);
}

/** "@smithy/core" for a library's file, "shared/masks" for one of ours. */
function originOf(path: string): string {
  const inLibrary = path.split('node_modules/').at(-1) ?? path;
  const parts = inLibrary.split('/');
  const isScopedOrOurs = inLibrary.startsWith('@') || inLibrary === path;
  return parts.slice(0, isScopedOrOurs ? 2 : 1).join('/');
}
