import type { BuildOptions } from 'esbuild';
import { nodeModules } from './node-modules.ts';
import { seal } from './seal.ts';
import { stubs } from './stubs.ts';

/** Some libraries are CommonJS inside: `require` must exist in an ES module. */
const REQUIRE = "const require=process.getBuiltinModule('node:module').createRequire(import.meta.url);";

/** How a Lambda function is bundled: one minified ES module, further chunks only where the code imports late. */
export const LAMBDA_BUNDLE = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  splitting: true,
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunks/[name]-[hash]',
  minify: true,
  treeShaking: true,
  mainFields: ['module', 'main'],
  banner: { js: REQUIRE },
  legalComments: 'none',
  charset: 'utf8',
  sourcemap: false,
  metafile: true,
  logLevel: 'warning',
  plugins: [seal, nodeModules, stubs],
} as const satisfies BuildOptions;
