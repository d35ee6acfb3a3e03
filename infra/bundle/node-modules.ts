import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import type { OnLoadResult, Plugin } from 'esbuild';

const NAMESPACE = 'node-module';
const NODE_MODULE = new RegExp(`^(?:node:)?(?:${builtinModules.map((name) => name.replace('/', '\\/')).join('|')})$`);
/** Library files that import one of Node's modules only when they run. */
const LATE_IMPORTERS = /\/(?:@smithy\/node-http-handler|@aws\/lambda-invoke-store)\/dist-es\/[\w-]+\.js$/;

/**
 * Takes Node's own modules with process.getBuiltinModule instead of `import`: the ESM face of node:http reads every export,
 * and reading `http.WebSocket` loads undici, http2 and worker_threads (18–31 ms of a cold start, measured in November 2026).
 */
export const nodeModules: Plugin = {
  name: 'node-modules',
  setup(build) {
    build.onResolve({ filter: NODE_MODULE }, ({ path, kind }) =>
      kind === 'import-statement' ? { path: path.replace(/^node:/, ''), namespace: NAMESPACE, sideEffects: false } : null,
    );
    // Node's own streams in place of the copy that libraries carry for browsers: 157 kB.
    build.onResolve({ filter: /^readable-stream$/ }, ({ kind }) => (kind === 'require-call' ? { path: 'node:stream', external: true } : null));
    build.onLoad({ filter: /./, namespace: NAMESPACE }, ({ path }): OnLoadResult => ({ contents: faceOf(path), loader: 'js' }));
    build.onLoad({ filter: LATE_IMPORTERS }, async ({ path }): Promise<OnLoadResult> => ({
      contents: withoutLateImports(await readFile(path, 'utf8')),
      loader: 'js',
    }));
  },
};

/** An export is read only if somebody uses it. Those of node:http behind a getter are left out: reading one loads undici. */
function faceOf(name: string): string {
  const exported = Object.entries(Object.getOwnPropertyDescriptors(process.getBuiltinModule(name) ?? {}))
    .filter(([key, property]) => key !== 'default' && /^[A-Za-z_$][\w$]*$/.test(key) && !(name === 'http' && !('value' in property)))
    .map(([key]) => `const $${key} = /* @__PURE__ */ (() => $module.${key})();\nexport { $${key} as ${key} };`);
  return [`const $module = /* @__PURE__ */ process.getBuiltinModule('node:${name}');`, 'export default $module;', ...exported].join('\n');
}

function withoutLateImports(source: string): string {
  return source.replace(/await import\((["'])node:(\w+)\1\)/g, "process.getBuiltinModule('node:$2')");
}
