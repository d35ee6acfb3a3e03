import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

type PluginTools = { readonly log: { notice(text: string): void } };

const BUILD = fileURLToPath(new URL('build.ts', import.meta.url));

/**
 * The local osls plugin: bundles the functions before osls picks up their zips. In a process of its own, since osls and its libraries
 * change Node's modules, which the bundler takes the names from: the zips are to be those of `npm run build`, byte for byte.
 */
export default class PackagePlugin {
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;

  constructor(_serverless: unknown, _options: unknown, { log }: PluginTools) {
    const bundle = async (): Promise<void> => log.notice((await promisify(execFile)(process.execPath, [BUILD])).stdout.trimEnd());
    this.hooks = { 'before:package:createDeploymentArtifacts': bundle, 'before:deploy:function:packageFunction': bundle };
  }
}
