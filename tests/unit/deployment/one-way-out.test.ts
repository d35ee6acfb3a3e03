import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { expect, it } from 'vitest';
import { ROOT } from '../../../infra/bundle/bundle-function.ts';
import { LAMBDA_BUNDLE } from '../../../infra/bundle/options.ts';
import { NETWORK as REACHING } from '../../../infra/bundle/seal.ts';
import { replacedModules } from '../../../infra/bundle/stubs.ts';

const NETWORK = REACHING.join('|');
const IMPORTED = new RegExp(`^node-module:(?:${NETWORK})$`);
/** As it is asked for while the code runs, and so is no import that the bundler sees. */
const CALLED = new RegExp(`(?:import|require|getBuiltinModule)\\(\\s*['"](?:node:)?(?:${NETWORK})['"]`);
/** The SDK's handler is the way to AWS: to the endpoints of the region, under the function's own role. */
const AWS = 'node_modules/@smithy/node-http-handler/dist-es/node-http-handler.js';
const OUT = ['shared/egress/dial.ts', 'shared/egress/probe.ts', 'shared/egress/resolve-host.ts'];

/** What drivers are given in place of Node's modules: it opens nothing. */
const SEALED = ['infra/bundle/sealed/net.ts', 'infra/bundle/sealed/tls.ts'];

const WAYS: Readonly<Record<string, readonly string[]>> = {
  console: [],
  'dispatch-verifications': [AWS],
  'list-connectors': [],
  'manage-connections': [AWS],
  'send-notices': [AWS, ...OUT],
  'test-connection': [AWS, ...OUT, ...SEALED],
  'verify-connections': [AWS, ...OUT, ...SEALED],
  'watch-secrets': [AWS],
};

async function bundled(name: string): Promise<{ readonly metafile: Metafile; readonly texts: readonly string[] }> {
  const entryPoints = { handler: `functions/${name}/handler.ts` };
  const { metafile, outputFiles } = await build({ ...LAMBDA_BUNDLE, absWorkingDir: ROOT, entryPoints, outdir: '.build/one-way-out', write: false });
  return { metafile, texts: outputFiles.map(({ text }) => text) };
}

/** The files in a bundle that reach for the network, however they write it. */
function waysOut({ inputs, outputs }: Metafile): readonly string[] {
  const kept = Object.values(outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? file : [])),
  );
  const reaches = (file: string): boolean => inputs[file]?.imports.some(({ path }) => IMPORTED.test(path)) || CALLED.test(sourceOf(file));
  return [...new Set(kept)].filter((file) => !file.startsWith('node-module:') && reaches(file)).toSorted();
}

/** A driver's: what it asks for by name, the bundler has answered with a stand-in. */
function isSealed(file: string): boolean {
  return file.startsWith('node_modules/') && !/^node_modules\/@(?:smithy|aws-sdk|aws-lambda-powertools|aws)\//.test(file);
}

/** Of a library file that the bundler replaces, nothing: what stands in for it is looked at below. */
function sourceOf(file: string): string {
  const isReplaced = replacedModules.some((module) => file === `node_modules/${module}`);
  return isReplaced || isSealed(file) || !existsSync(join(ROOT, file)) ? '' : readFileSync(join(ROOT, file), 'utf8');
}

it('what stands in for library files does not know the network', () => {
  const folder = join(ROOT, 'infra/bundle/stubs');
  const files = readdirSync(folder);
  expect(files.length).toBeGreaterThan(8);
  expect(files.filter((file) => new RegExp(`['"](?:node:)?(?:${NETWORK})['"]`).test(readFileSync(join(folder, file), 'utf8')))).toEqual([]);
});

it('every function is held against a list', () => {
  expect(readdirSync(`${ROOT}/functions`).toSorted()).toEqual(Object.keys(WAYS));
});

it.each(Object.entries(WAYS))('what is deployed as %s reaches the network through these files and no other', async (name, ways) => {
  const { metafile, texts } = await bundled(name);
  expect(waysOut(metafile)).toEqual(ways.toSorted());
  expect(
    texts.flatMap(
      (text) => text.match(/(?<![\w.#$])fetch\(|new WebSocket|XMLHttpRequest|EventSource\(|import\(["'](?:node:)?(?:https?|http2|net|tls|dns)/g) ?? [],
    ),
  ).toEqual([]);
});
