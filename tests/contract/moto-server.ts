import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

export type MotoServer = { readonly url: string; stop(): Promise<void> };

const READY_WITHIN_MS = 40_000;

/** Starts moto_server on a loopback port of its own choice; stopped by its own process id. @throws Error if it does not answer in time */
export async function startMoto(): Promise<MotoServer> {
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    if (urlIn(said) === undefined) said += chunk.toString();
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  for (const end = Date.now() + READY_WITHIN_MS; Date.now() < end && child.exitCode === null; await delay(100)) {
    const url = urlIn(said);
    if (url !== undefined && (await answers(url))) return { url, stop };
  }
  await stop();
  throw new Error(`moto_server did not answer in time: ${said}`);
}

function urlIn(said: string): string | undefined {
  return / \* Running on (http:\/\/127\.0\.0\.1:\d+)\n/.exec(said)?.[1];
}

function answers(url: string): Promise<boolean> {
  return fetch(`${url}/moto-api/data.json`).then(
    (response) => response.ok,
    () => false,
  );
}
