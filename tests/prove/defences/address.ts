import type { Defence } from './defence.ts';

const GUARD = 'tests/unit/egress/guard.test.ts';
const PROBE = 'tests/integration/probe.test.ts';

/** Where a request really goes: the address judged is the address dialled, and the peer is who it says. */
export const ADDRESS: readonly Defence[] = [
  {
    name: 'canonical URL',
    file: 'shared/egress/parse-destination.ts',
    text: 'return isCanonical ? destination : null;',
    without: 'return isCanonical ? destination : destination;',
    test: { file: 'tests/unit/egress/parse-destination.test.ts', title: '%s is refused, not repaired' },
  },
  {
    name: 'literal refusal',
    file: 'shared/egress/guard.ts',
    text: ' && parseIpAddress(withoutBrackets(host)) === null;',
    without: ';',
    test: { file: GUARD, title: '%s is refused before anything is resolved' },
  },
  {
    name: 'single-label names',
    file: 'shared/egress/guard.ts',
    text: " && host.includes('.')",
    without: '',
    test: { file: GUARD, title: '%s is refused before anything is resolved' },
  },
  {
    name: 'schemes',
    file: 'shared/egress/guard.ts',
    text: "scheme === 'http' || ",
    without: '',
    test: { file: GUARD, title: '%s is refused before anything is resolved' },
  },
  {
    name: 'ports',
    file: 'shared/egress/guard.ts',
    text: ' || !isPortOpen',
    without: '',
    test: { file: GUARD, title: '%s is refused before anything is resolved' },
  },
  {
    name: 'all-answers check',
    file: 'shared/egress/guard.ts',
    text: 'answers.every(mayDial)',
    without: 'answers.some(mayDial)',
    test: { file: GUARD, title: 'a name that answers with %s is refused' },
  },
  {
    name: 'public addresses only',
    file: 'shared/egress/addresses.ts',
    text: 'if (parsed.family === 4) return !isInAny(parsed, SPECIAL_V4);',
    without: 'if (parsed.family === 4) return true;',
    test: {
      file: 'tests/unit/egress/addresses.test.ts',
      title: 'nothing from the first to the last address of %s is public, and its neighbours are',
    },
  },
  {
    name: 'addresses that are never called',
    file: 'shared/egress/addresses.ts',
    text: ' || isInAny(parsed, NEVER)',
    without: '',
    test: { file: 'tests/unit/egress/addresses.test.ts', title: 'no operator can allow %s' },
  },
  {
    name: 'address judged is address dialled',
    file: 'shared/egress/dial.ts',
    text: 'const to = { host: address, ',
    without: 'const to = { host: destination.host, ',
    test: { file: PROBE, title: 'a certificate that is trusted, in time and for the name or the address lets the request through' },
  },
  {
    name: 'peer check',
    file: 'shared/egress/conversation.ts',
    text: 'if (isPeer(socket, target)) return;',
    without: 'return;',
    test: { file: PROBE, title: 'a peer that is not the address judged gets no byte over %s' },
  },
  {
    name: 'TLS verified',
    file: 'shared/egress/dial.ts',
    text: 'rejectUnauthorized: true',
    without: 'rejectUnauthorized: false',
    test: { file: PROBE, title: 'a certificate that is %s ends in %s, and no byte of the request is sent' },
  },
  {
    name: 'TLS minimum version',
    file: 'shared/egress/dial.ts',
    text: "minVersion: 'TLSv1.2' as const",
    without: "minVersion: 'TLSv1' as const",
    test: { file: PROBE, title: 'a server that knows no TLS of our time, or none at all, gets no byte of the request' },
  },
  {
    name: 'certificate authority only for customer hosts',
    file: 'shared/egress/dial.ts',
    text: " || target.kind !== 'customer'",
    without: '',
    test: { file: PROBE, title: "a store's private authority speaks for a %s host: %s" },
  },
  {
    name: 'redirects',
    file: 'shared/connectors/status-verdict.ts',
    text: "3: 'redirect_blocked', ",
    without: '',
    test: { file: 'tests/unit/connectors/verdicts.test.ts', title: 'any HTTP service > HTTP %d outside of 200-299 means %s' },
  },
  {
    name: 'webhook address judged before its key is read',
    file: 'shared/notices/send-notice.ts',
    text: '  const target = await deps.guard({ connector, destination, binding: await deps.bindNothing(deps.receiver) });\n  const secrets = await deps.fetchSecrets([key]);\n',
    without:
      '  const secrets = await deps.fetchSecrets([key]);\n  const target = await deps.guard({ connector, destination, binding: await deps.bindNothing(deps.receiver) });\n',
    test: { file: 'tests/unit/notices/tell-receiver.test.ts', title: 'the address is judged before the key is read' },
  },
  {
    name: 'one way out',
    file: 'shared/egress/resolve-host.ts',
    text: "import { lookup } from 'node:dns/promises';\n",
    without: "import { lookup } from 'node:dns/promises';\nimport 'node:net';\n",
    test: { file: 'tests/unit/architecture.test.ts', title: 'one file opens sockets, and one asks DNS' },
  },
];
