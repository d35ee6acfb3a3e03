import { buildFunctions } from './bundle/build-functions.ts';
import { bundleTable } from './bundle/bundle-table.ts';

type PluginTools = { readonly log: { notice(text: string): void } };

/** The local osls plugin: bundles the functions before osls picks up their zips. */
export default class PackagePlugin {
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;

  constructor(_serverless: unknown, _options: unknown, { log }: PluginTools) {
    const bundle = async (): Promise<void> => log.notice(bundleTable(await buildFunctions()));
    this.hooks = { 'before:package:createDeploymentArtifacts': bundle, 'before:deploy:function:packageFunction': bundle };
  }
}
