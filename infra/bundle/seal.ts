import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

/** Whatever of Node's can send something to another machine, or start what can. */
export const NETWORK = ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns', 'dns/promises', 'inspector', 'child_process', 'cluster', 'worker_threads'];
const NAMES = new RegExp(`^(?:node:)?(${NETWORK.join('|')})$`);
/** The SDK reaches AWS by itself, and no target. */
const OPEN = /\/node_modules\/@(?:smithy|aws-sdk|aws-lambda-powertools|aws)\//;
const STAND_INS: Readonly<Record<string, string>> = { net: 'net.ts', tls: 'tls.ts' };

/**
 * Takes the network away from every library but the SDK: a driver speaks over the connection it is given, and can neither open another, nor
 * ask DNS, nor start a program, whatever its options or the target make it try.
 */
export const seal: Plugin = {
  name: 'seal',
  setup(build) {
    build.onResolve({ filter: NAMES }, ({ path, importer }) => {
      if (!importer.includes('/node_modules/') || OPEN.test(importer)) return null;
      const [, name = ''] = NAMES.exec(path) ?? [];
      return { path: fileURLToPath(new URL(`./sealed/${STAND_INS[name] ?? 'nothing.ts'}`, import.meta.url)) };
    });
  },
};
