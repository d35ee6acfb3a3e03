/** Narrower than an RFC 9110 token: what is left has no second reading anywhere. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const REFUSED = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'keep-alive',
  'forwarded',
  'via',
  'max-forwards',
  'cookie',
  'cookie2',
  'set-cookie',
  'accept-encoding',
  'content-encoding',
  'range',
  'http2-settings',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-remote-ip',
  'x-remote-addr',
  'x-originating-ip',
  'x-host',
  'client-ip',
  'true-client-ip',
  'cf-connecting-ip',
]);
/** Hop-by-hop and proxy headers, and those by which some servers let a header replace method, host or path. */
const REFUSED_PREFIXES = [
  'proxy-',
  'x-forwarded',
  'x-original-',
  'x-rewrite-',
  'x-http-method',
  'x-http-host',
  'x-method-override',
  'x-override-',
  'x-envoy-',
  'sec-',
];

/** May a connection name this header itself? Underscores count as hyphens, as CGI-like servers read them. */
export function isCallerHeader(name: string): boolean {
  const canonical = canonicalHeader(name);
  return NAME.test(name) && !REFUSED.has(canonical) && !REFUSED_PREFIXES.some((prefix) => canonical.startsWith(prefix));
}

/** How two spellings of one header are told to be the same. */
export function canonicalHeader(name: string): string {
  return name.toLowerCase().replaceAll(/[_.]/g, '-');
}
