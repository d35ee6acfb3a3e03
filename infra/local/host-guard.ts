import type { IncomingMessage } from 'node:http';

const NAMES = ['127.0.0.1', 'localhost'];

/**
 * True of a request that names this very port on loopback, once, and a plain path.
 * A web page whose own name was rebound to 127.0.0.1 sends that name, so it is not answered.
 */
export function namesOwnHost(request: IncomingMessage, port: number): boolean {
  const hosts = headerValues(request, 'host');
  return hosts.length === 1 && ownHosts(port).includes(hosts[0] ?? '') && (request.url ?? '').startsWith('/');
}

/** True of what a page of another origin sends, with or without an Origin header (an <img> sends none). */
export function comesFromElsewhere(request: IncomingMessage, port: number): boolean {
  const own = new Set(ownHosts(port).map((host) => `http://${host}`));
  const fromSite = headerValues(request, 'sec-fetch-site').some((site) => site !== 'same-origin' && site !== 'none');
  return fromSite || headerValues(request, 'origin').some((origin) => !own.has(origin));
}

// A browser leaves the port out where it is the scheme's own.
function ownHosts(port: number): readonly string[] {
  return NAMES.flatMap((name) => (port === 80 ? [`${name}:80`, name] : [`${name}:${port}`]));
}

// Node keeps only the first of two Host headers in `headers`; the raw list shows both.
function headerValues(request: IncomingMessage, name: string): readonly string[] {
  return request.rawHeaders.filter((_, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === name);
}
