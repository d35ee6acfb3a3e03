import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleFunction } from '../../../infra/bundle/bundle-function.ts';
import { pem } from '../raw-target.ts';
import type { LoggedIn, LoginAsked } from './log-in-at.ts';

export type BundledLogIn = { readonly logInAt: (asked: LoginAsked) => Promise<LoggedIn>; readonly remove: () => Promise<void> };

/** `logInAt` as a Lambda function would be bundled, definitions and sealed drivers included, away from `node_modules`. */
export async function bundledLogIn(): Promise<BundledLogIn> {
  const folder = await mkdtemp(join(tmpdir(), 'bundled-'));
  await bundleFunction({ name: 'log-in', entry: 'tests/helpers/servers/log-in-at.ts' }, folder);
  const { logInAt }: Pick<BundledLogIn, 'logInAt'> = await import(pathToFileURL(join(folder, 'log-in', 'handler.mjs')).href);
  return { logInAt: (asked) => logInAt({ authority: pem('ca'), ...asked }), remove: () => rm(folder, { recursive: true, force: true }) };
}
