import { spawnSync } from 'node:child_process';

// Programs that nobody here wrote: what needs one is skipped by name where it is not installed.

export function isThere(command: string, args: readonly string[]): boolean {
  const there = spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  if (!there) console.warn(`SKIPPED: ${command} is not installed, so its part of this suite does not run.`);
  return there;
}

/** For the AWS CLI. The machine's own profile and metadata service stay out of it. */
export function cliEnvironment(keys: { readonly accessKeyId: string; readonly secretAccessKey: string }): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  };
}
