import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

/** Whatever of Node's can send something to another machine, or start what can. */
export const NETWORK = ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns', 'dns/promises', 'inspector', 'child_process', 'cluster', 'worker_threads'];
const NAMES = new RegExp(`^(?:node:)?(${NETWORK.join('|')})$`);
/** The SDK reaches AWS by itself, and no target. */
const OPEN = /\/node_modules\/@(?:smithy|aws-sdk|aws-lambda-powertools|aws)\//;
/** For `require`, which takes the whole module where `import` takes its names. */
const REQUIRED = 'required-nothing';
/** ChaCha20 in WebAssembly, with a loader that would fetch it: shared/wire/ssh-algorithms.ts does not offer it. */
const POLY1305 = /\/ssh2\/lib\/protocol\/crypto\/poly1305\.js$/;
const NO_POLY1305 = 'module.exports = async () => ({ _malloc: () => 0, cwrap: () => undefined });';
const ADDON = /\.node$/;
const STAND_INS: Readonly<Record<string, string>> = { net: 'net.ts', tls: 'tls.ts' };

/**
 * Takes the network away from every library but the SDK: a driver speaks over the connection it is given, and can neither open another, nor
 * ask DNS, nor start a program, whatever its options or the target make it try.
 */
export const seal: Plugin = {
  name: 'seal',
  setup(build) {
    build.onResolve({ filter: NAMES }, ({ path, importer, kind }) => {
      if (!importer.includes('/node_modules/') || OPEN.test(importer)) return null;
      const [, name = ''] = NAMES.exec(path) ?? [];
      const standIn = STAND_INS[name];
      if (standIn) return { path: sealed(standIn) };
      return kind === 'require-call' ? { path: name, namespace: REQUIRED } : { path: sealed('nothing.ts') };
    });
    build.onLoad({ filter: /./, namespace: REQUIRED }, () => ({ contents: "module.exports = require('./nothing.ts').default;", resolveDir: sealed('') }));
    build.onLoad({ filter: POLY1305 }, () => ({ contents: NO_POLY1305 }));
    build.onResolve({ filter: ADDON }, () => ({ path: sealed('addon.ts') }));
  },
};

function sealed(file: string): string {
  return fileURLToPath(new URL(`./sealed/${file}`, import.meta.url));
}
