import type { Defence } from './defence.ts';

const PROBE = 'tests/integration/probe.test.ts';
const FIELDS = 'tests/unit/connectors/fields.test.ts';
const BUILD = 'tests/unit/connectors/build-request.test.ts';

/** What is sent and what is read: nothing that a caller or a target writes leaves its place. */
export const REQUEST: readonly Defence[] = [
  {
    name: 'second look at the request',
    file: 'shared/egress/probe.ts',
    text: "  if (!isGuardedRequest(target, outgoing)) throw new ResolverError('address_denied', { host });\n",
    without: '',
    test: { file: PROBE, title: 'a request for another origin than was guarded is not sent' },
  },
  {
    name: 'exactly the path that was bound',
    file: 'shared/egress/probe.ts',
    text: 'target.isPathBound ? path === judged.path : ',
    without: '',
    test: { file: PROBE, title: 'a caller-made request goes to exactly the path that was bound' },
  },
  {
    name: 'caller’s path stays below',
    file: 'shared/connectors/request-path.ts',
    text: ' && staysBelow(path)',
    without: '',
    test: { file: FIELDS, title: 'path %j may not' },
  },
  {
    name: 'segment encoding',
    file: 'shared/connectors/value-check.ts',
    text: "  if (value === '.' || value === '..') throw unusable(name);\n  return encodeQuery(value, name);",
    without: '  return value + name.slice(name.length);',
    test: { file: BUILD, title: 'a value that a path segment cannot hold' },
  },
  {
    name: 'header list',
    file: 'shared/connectors/header-names.ts',
    text: ' && !REFUSED.has(canonical)',
    without: '',
    test: { file: FIELDS, title: 'header %j may not' },
  },
  {
    name: 'header of the credential',
    file: 'shared/connectors/fields.ts',
    text: "    if (taken.has(canonical)) return [issue(pointer, 'is the header that carries the credential', 'another header')];\n",
    without: '',
    test: { file: FIELDS, title: 'no header of the caller stands in for the credential, and none is there twice' },
  },
  {
    name: 'value check',
    file: 'shared/connectors/value-check.ts',
    text: '  if (CONTROL.test(value) || BEYOND_LATIN1.test(value) || value.trim() !== value) throw unusable(name);\n',
    without: '',
    test: { file: BUILD, title: '%j in a header' },
  },
  {
    name: 'value check at the socket',
    file: 'shared/egress/request-text.ts',
    text: ' && HEADER_VALUE.test(value)',
    without: '',
    test: { file: 'tests/unit/egress/request-text.test.ts', title: 'a header with %s cannot be sent' },
  },
  {
    name: 'framing headers are the probe’s',
    file: 'shared/egress/request-text.ts',
    text: ' && !RESERVED.test(name)',
    without: '',
    test: { file: PROBE, title: '%s is a value that cannot be used, and nobody is dialled' },
  },
  {
    name: 'accept-encoding identity',
    file: 'shared/egress/probe.ts',
    text: "'accept-encoding': 'identity', ",
    without: '',
    test: { file: PROBE, title: 'what goes out is one HTTP/1.1 request, framed by the probe, and what comes back is status, headers and body' },
  },
  {
    name: 'no packed answers',
    file: 'shared/egress/response-reader.ts',
    text: "if (!isIdentity(response.headers['content-encoding']))",
    without: 'if (!response)',
    test: { file: PROBE, title: 'a target that %s ends in %s, in time and in little memory' },
  },
  {
    name: 'body cap',
    file: 'shared/egress/response-reader.ts',
    text: '      else if (bytes > bodyBytes) reject(tooLarge({ bodyBytes, host }));\n',
    without: '',
    test: { file: PROBE, title: 'a body of exactly the limit is read, chunked or not, and one byte more is too large' },
  },
  {
    name: 'header cap',
    file: 'shared/egress/probe.ts',
    text: '    maxHeaderSize: limits.headerBytes,\n',
    without: '',
    test: { file: PROBE, title: 'the limit of headers is ours, not the default of Node' },
  },
  {
    name: 'framing cap',
    file: 'shared/egress/conversation.ts',
    text: '    if (bytes > cap.bytes) cap.onMore();\n',
    without: '',
    test: { file: PROBE, title: 'a target that %s ends in %s, in time and in little memory' },
  },
  {
    name: 'informational cap',
    file: 'shared/egress/conversation.ts',
    text: "    if (informational > MAX_INFORMATIONAL) fail('unexpected_response');\n",
    without: '',
    test: { file: PROBE, title: 'a target that %s ends in %s, in time and in little memory' },
  },
  {
    name: 'deadline',
    file: 'shared/egress/conversation.ts',
    text: 'setTimeout(end, deadlineMs)',
    without: 'setTimeout(end, 60_000)',
    test: { file: PROBE, title: 'the deadline ends it though each step is in time, and a deadline that is over dials nobody' },
  },
  {
    name: 'time to answer',
    file: 'shared/egress/conversation.ts',
    text: '      phase = setTimeout(end, responseMs);\n',
    without: '',
    test: { file: PROBE, title: 'an answer that is not whole in its time ends the wait, whatever is left of the deadline' },
  },
];
