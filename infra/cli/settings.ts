import { readFileSync } from 'node:fs';
import { StopError } from './world.ts';

/** Which API, and as whom. */
export type Settings = { readonly url: string; readonly token: string };

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const TOKEN = /^[\x21-\x7e]{1,8192}$/;

/**
 * The API's address from `--url` or SMR_URL, the token from `--token-file` or SMR_TOKEN; options win.
 * @throws StopError that quotes neither of them
 */
export function readSettings(options: Readonly<Record<string, unknown>>, env: Readonly<Record<string, string | undefined>>): Settings {
  return { url: urlOf(options['url'] ?? env['SMR_URL']), token: tokenOf(options['token-file'], env['SMR_TOKEN']) };
}

function urlOf(text: unknown): string {
  if (typeof text !== 'string' || text === '')
    throw new StopError('The address of the API is missing.', 'Set SMR_URL, or give --url: http://127.0.0.1:3000 for "npm start".');
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !isPlainAddress(url)) throw new StopError('The address of the API is not one.', 'Write https://host[/path], without user, query or fragment.');
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname))
    throw new StopError('The address of the API is http: the token would travel in the clear.', 'Write https://; http is for this machine only.');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function isPlainAddress({ protocol, username, password, search, hash }: URL): boolean {
  return ['http:', 'https:'].includes(protocol) && [username, password, search, hash].every((part) => part === '');
}

function tokenOf(file: unknown, fromEnvironment: string | undefined): string {
  const token = typeof file === 'string' ? readToken(file) : (fromEnvironment ?? '').trim();
  if (token === '') throw new StopError('There is no token.', 'Set SMR_TOKEN, or give --token-file FILE.');
  if (!TOKEN.test(token))
    throw new StopError(
      'What is given as token cannot be one: it holds spaces or other characters that no token has.',
      'Give the access token alone, on one line.',
    );
  return token;
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new StopError('The file of --token-file cannot be read.', 'Name a file that exists and that you may read.');
  }
}
