import type { Connector } from '../connectors/connector.ts';
import type { Destination } from './destination.ts';
import { isCanonicalHost } from './parse-destination.ts';

/** `host`, `host:port`, `host/path/` or `host:port/path/`. Port null is the connector's default port; path null admits no request of the caller's making. */
export type HostEntry = { readonly host: string; readonly port: number | null; readonly path: string | null };

// Only characters that an AWS tag value may hold (letters, digits, space, _ . : / = + - @): no wildcard, no percent-encoding, no IPv6 literal.
const ENTRY = /^([a-z0-9.-]+)(?::([1-9][0-9]{0,4}))?(\/(?:[\w.:=+@-]+\/)*)?$/;
const DOT_SEGMENT = /\/\.\.?\//;
/** What a server may still decode or strip into another path: dots, slashes and backslashes, percent itself, ";" parameters after dots (Tomcat), empty segments. */
const SLIPPERY = /%(?:2e|2f|5c|25|3b|[01][0-9a-f]|7f)|\/\.{1,2}(?:[;/]|$)|\/\//i;

/** Reads a space-separated list; null if it is empty or any entry does not parse. */
export function parseHostEntries(text: string): readonly HostEntry[] | null {
  const entries = wordsOf(text).map(parseHostEntry);
  return entries.length > 0 && entries.every((entry) => entry !== null) ? entries : null;
}

/** Reads one entry: exact lower-case host, path of plain segments that ends with "/". */
export function parseHostEntry(text: string): HostEntry | null {
  const [, host = '', portText, path = null] = ENTRY.exec(text) ?? [];
  if (!isCanonicalHost(host) || (path !== null && DOT_SEGMENT.test(path))) return null;
  const port = portText === undefined ? null : Number(portText);
  return port !== null && port > 65_535 ? null : { host, port, path };
}

/** The entries of a text that parse, as written. */
export function readableEntries(text: string): readonly string[] {
  return wordsOf(text).filter((word) => parseHostEntry(word) !== null);
}

/**
 * Whether an entry lets a connector's request through. What the caller wrote of the path lies under that of the entry. An entry without one
 * is for catalogue connectors, whose positions are fixed, at the root of the host.
 */
export function entryAllows(entry: HostEntry, connector: Connector, destination: Destination): boolean {
  if (entry.host !== destination.host || (entry.port ?? defaultPort(connector)) !== destination.port) return false;
  if (entry.path === null) return !connector.callerMade && destination.path === '/';
  return isPlainPath(destination.path) && destination.path.startsWith(entry.path);
}

/** The narrowest entry that would allow it: with the base path of a catalogue connector, or the directory of a caller-made request. Null if no entry can. */
export function entryFor(connector: Connector, destination: Destination): string | null {
  const origin = hostNamed(connector, destination);
  if (!connector.callerMade && destination.path === '/') return asEntry(origin);
  if (!isPlainPath(destination.path)) return null;
  let path = destination.path.slice(0, destination.path.lastIndexOf('/') + 1);
  // A directory with characters that no tag can hold: the one above it. A base path is not widened.
  while (connector.callerMade && path !== '/' && asEntry(origin + path) === null) path = path.slice(0, path.lastIndexOf('/', path.length - 2) + 1);
  return asEntry(origin + path);
}

/** `host`, or `host:port` where the port is not the connector's default. */
export function hostNamed(connector: Connector, destination: Destination): string {
  return destination.port === defaultPort(connector) ? destination.host : `${destination.host}:${destination.port}`;
}

function defaultPort(connector: Connector): number {
  return connector.ports[0] ?? 443;
}

function isPlainPath(path: string): boolean {
  return path.startsWith('/') && !SLIPPERY.test(path);
}

function asEntry(text: string): string | null {
  return parseHostEntry(text) === null ? null : text;
}

function wordsOf(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
}
