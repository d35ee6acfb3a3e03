import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';

type Places = { readonly root: string; readonly folder: string };

const APP = 'functions/console/app';
const ENTRIES = { script: `${APP}/main.tsx`, style: `${APP}/style.css`, icon: `${APP}/icon.svg` } as const;

/** How the browser's part is bundled: modules that are loaded when a page needs them, each under a name that changes with its text. */
const APP_BUNDLE = {
  bundle: true,
  platform: 'browser',
  target: 'es2022',
  format: 'esm',
  splitting: true,
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.svg': 'copy' },
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  minify: true,
  legalComments: 'none',
  charset: 'utf8',
  metafile: true,
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** Bundles the browser's part of the console into `<folder>/assets`, and writes beside it, in `assets.json`, what the page loads first. */
export async function bundleConsole({ root, folder }: Places): Promise<void> {
  const { metafile } = await build({ ...APP_BUNDLE, absWorkingDir: root, entryPoints: Object.values(ENTRIES), outdir: join(folder, 'assets') });
  const names = Object.entries(ENTRIES).map(([role, entry]) => [role, nameOf(metafile, entry)] as const);
  await writeFile(join(folder, 'assets.json'), JSON.stringify({ ...Object.fromEntries(names), chunks: chunksOf(metafile) }));
}

/** What an entry became. */
function nameOf({ outputs }: Metafile, entry: string): string {
  const [path] = Object.entries(outputs).find(([file, { entryPoint, inputs }]) => entryPoint === entry || (file.endsWith('.svg') && entry in inputs)) ?? [];
  if (path === undefined) throw new Error(`Nothing was made of ${entry}.`);
  return basename(path);
}

/** The chunks that the script imports outright: the page asks for them at once, and not one after the other. */
function chunksOf({ outputs }: Metafile): readonly string[] {
  const script = Object.values(outputs).find(({ entryPoint }) => entryPoint === ENTRIES.script);
  return (script?.imports ?? []).flatMap(({ path, kind }) => (kind === 'import-statement' ? [basename(path)] : [])).sort();
}
