import { existsSync, readFileSync } from 'node:fs';
import { isJsonObject, type JsonObject } from '../../shared/json.ts';

/** What `npm run package` left: the template that deploys, and beside it the bundles. */
export type Packaged = { readonly template: JsonObject; readonly bundleOf: (functionName: string) => URL };
export type FunctionSize = { readonly memoryMb: number; readonly timeoutMs: number };

export const ROOT = new URL('../../', import.meta.url);
export const TEMPLATE_FILE = '.build/package/cloudformation-template-update-stack.json';

/** @throws Error where nothing has been built */
export function readPackaged(root: URL = ROOT): Packaged {
  const file = new URL(TEMPLATE_FILE, root);
  if (!existsSync(file)) throw notBuilt();
  const template: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isJsonObject(template)) throw new Error(`${TEMPLATE_FILE} is not a template.`);
  return { template, bundleOf: (functionName) => bundleOf(functionName, root) };
}

function bundleOf(functionName: string, root: URL): URL {
  const bundle = new URL(`.build/functions/${functionName}/handler.mjs`, root);
  if (!existsSync(bundle)) throw notBuilt();
  return bundle;
}

function notBuilt(): Error {
  return new Error('The functions are not built: run "npm run package".');
}

/** Memory and timeout of a function, by its name in serverless.yml. @throws Error where the template has no such function */
export function sizeOf(template: JsonObject, functionName: string): FunctionSize {
  const resources = isJsonObject(template['Resources']) ? Object.values(template['Resources']) : [];
  const properties = resources.map(lambdaProperties).find((one) => nameIn(one).endsWith(`-${functionName}`));
  if (!properties) throw new Error(`The template has no function ${functionName}.`);
  return { memoryMb: Number(properties['MemorySize']), timeoutMs: Number(properties['Timeout']) * 1000 };
}

function nameIn(properties: JsonObject | null): string {
  const name = properties?.['FunctionName'];
  return typeof name === 'string' ? name : '';
}

function lambdaProperties(resource: unknown): JsonObject | null {
  if (!isJsonObject(resource) || resource['Type'] !== 'AWS::Lambda::Function') return null;
  const properties: unknown = resource['Properties'];
  return isJsonObject(properties) ? properties : null;
}
