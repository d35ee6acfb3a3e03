import type { Destination } from './destination.ts';
import { formatIpAddress, parseIpAddress } from './ip-address.ts';

// Our own grammar and not WHATWG URL: that one repairs what it reads (127.1, %31, "①", backslashes), so the text judged would not be the text sent.
const URL_TEXT = /^(https?):\/\/(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::([1-9][0-9]{0,4}))?((?:\/(?:[\w.~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*)*)$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** WHATWG URL §3.5 "ends in a number": such a host is an address or nothing. */
const NUMERIC = /^(?:[0-9]+|0x[0-9a-f]*)$/;
const DOT_SEGMENT = /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i;
const DEFAULT_PORTS = { https: 443, http: 80, tcp: null } as const;

/**
 * Reads `scheme://host[:port][/path]`, or null where any part is not in its one canonical spelling.
 * IPv6 hosts keep their brackets. `http`, literals and single-label names are read: whether they may be called is the guard's to say.
 */
export function parseDestination(text: string): Destination | null {
  const match = URL_TEXT.exec(text);
  if (match === null) return null;
  const [, schemeText, host = '', portText, path] = match;
  const scheme = schemeText === 'http' ? 'http' : 'https';
  const destination = { scheme, host, port: Number(portText ?? DEFAULT_PORTS[scheme]), path: path || '/' } as const;
  const isCanonical = isCanonicalHost(host) && destination.port <= 65_535 && !DOT_SEGMENT.test(destination.path);
  return isCanonical ? destination : null;
}

/** Lower-case letters, digits and hyphens in labels of at most 63; an IPv4 address; or an IPv6 address in brackets. */
export function isCanonicalHost(host: string): boolean {
  if (host.startsWith('[')) return isCanonicalAddress(host.slice(1, -1), 6) && host.endsWith(']');
  const labels = host.split('.');
  if (NUMERIC.test(labels.at(-1) ?? '')) return isCanonicalAddress(host, 4);
  return host.length <= 253 && labels.every((label) => LABEL.test(label));
}

/** `host`, or `host:port` where the port is not the scheme's default. */
export function hostLabel(destination: Destination): string {
  return destination.port === DEFAULT_PORTS[destination.scheme] ? destination.host : `${destination.host}:${destination.port}`;
}

function isCanonicalAddress(text: string, family: 4 | 6): boolean {
  const address = parseIpAddress(text);
  return address?.family === family && formatIpAddress(address) === text;
}
