import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bundle, bundleFunction, ROOT } from './bundle-function.ts';

const BUILD_DIRECTORY = join(ROOT, '.build', 'functions');

/** Bundles every folder of functions/ into `<directory>/<name>/` and `<directory>/<name>.zip`. */
export async function buildFunctions(directory: string = BUILD_DIRECTORY): Promise<readonly Bundle[]> {
  const folders = (await readdir(join(ROOT, 'functions'), { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const names = folders.map(({ name }) => name).sort();
  return Promise.all(names.map((name) => bundleFunction({ name, entry: `functions/${name}/handler.ts` }, directory)));
}
