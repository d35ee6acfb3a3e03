import type { Defence } from './defence.ts';

const BIND = 'tests/unit/egress/bind.test.ts';
const TAGS = 'tests/unit/egress/host-tags.test.ts';

/** Which host a secret may go to: decided by its owner's tags. */
export const BINDING: readonly Defence[] = [
  {
    name: 'binding before the read',
    file: 'shared/egress/bind.ts',
    text: '  for (const destination of request.destinations) throwIfAny(refusalOf(destination));\n',
    without: '',
    test: { file: 'tests/unit/verify.test.ts', title: 'a secret that may not go to the host is not read, and nothing is sent' },
  },
  {
    name: 'binding at the socket',
    file: 'shared/egress/guard.ts',
    text: '  if (refusal) throw refusal;\n',
    without: '',
    test: {
      file: 'tests/unit/egress/guard.test.ts',
      title: 'a host learned at run time is bound again at the socket, before it is resolved, and the refusal carries its fix',
    },
  },
  {
    name: 'hosts that an answer names',
    file: 'shared/connectors/learned-origin.ts',
    text: " && destination.path === '/' && hosted(place, destination).kind !== null",
    without: '',
    test: { file: 'tests/unit/sessions.test.ts', title: '%s is not asked, and not shown' },
  },
  {
    name: 'exact hosts',
    file: 'shared/egress/host-entries.ts',
    text: 'entry.host !== destination.host || ',
    without: '',
    test: { file: TAGS, title: 'for a catalogue connector, entry %s and %s: %s' },
  },
  {
    name: 'default port of an entry',
    file: 'shared/egress/host-entries.ts',
    text: ' || (entry.port ?? defaultPort(connector)) !== destination.port',
    without: '',
    test: { file: TAGS, title: 'an entry without a port means the connector’s default port, which is its first' },
  },
  {
    name: 'consent to requests of the caller’s making',
    file: 'shared/egress/host-entries.ts',
    text: "return !connector.callerMade && destination.path === '/';\n  return",
    without: "return destination.path === '/';\n  return",
    test: { file: TAGS, title: 'for a connector whose requests the caller shapes, entry %s and %s: %s' },
  },
  {
    name: 'base path bound',
    file: 'shared/egress/host-entries.ts',
    text: "return !connector.callerMade && destination.path === '/';\n  return",
    without: 'return !connector.callerMade;\n  return',
    test: { file: BIND, title: 'entry %s lets a catalogue connector to the base path %s: %s' },
  },
  {
    name: 'plain paths under an entry',
    file: 'shared/egress/host-entries.ts',
    text: 'return isPlainPath(destination.path) && ',
    without: 'return ',
    test: { file: TAGS, title: 'a dot segment is refused even in a destination that no parser has seen' },
  },
  {
    name: 'host rule of the connector',
    file: 'shared/egress/secret-destination.ts',
    text: "  if (destination.kind === null) return { hint: 'The host is not one of this connector.', tag: null };\n",
    without: '',
    test: { file: 'tests/unit/egress/guard.test.ts', title: 'a host outside the connector is refused even where the owner lists it' },
  },
  {
    name: 'unreadable tags deny',
    file: 'shared/egress/host-tags.ts',
    text: "    if (entries === null) return { kind: 'unreadable', key };\n",
    without: '    if (entries === null) continue;\n',
    test: { file: BIND, title: 'a secret tagged with %s may go to the host: %s' },
  },
  {
    name: 'misspelt tags deny',
    file: 'shared/egress/host-tags.ts',
    text: "return key === undefined ? { kind: 'nothing' } : { kind: 'unreadable', key };",
    without: "return { kind: 'nothing' };",
    test: { file: TAGS, title: 'a tag %j alone restricts: it is not the same as no tag' },
  },
  {
    name: 'untagged policy',
    file: 'shared/egress/secret-destination.ts',
    text: "  if (untagged.mode === 'denied') return 'It has no tag \"connection-hosts\".';\n",
    without: "  if (untagged.mode === 'denied') return null;\n",
    test: { file: BIND, title: 'an untagged secret, %s: %s' },
  },
  {
    name: 'untagged secrets to hosts fixed by a vendor only',
    file: 'shared/egress/secret-destination.ts',
    text: "destination.kind === 'vendor-fixed' && ",
    without: '',
    test: { file: BIND, title: 'an untagged secret, %s: %s' },
  },
  {
    name: 'projects tag',
    file: 'shared/egress/secret-destination.ts',
    text: '  if (projectHint !== null) return { hint: projectHint, tag: tagWithProject(use.tags, use.project) };\n',
    without: '',
    test: { file: BIND, title: 'a refusal for want of the project names the projects tag' },
  },
  {
    name: 'reading only what the tags allow',
    file: 'shared/egress/secret-destination.ts',
    text: "return hosts.kind === 'nothing' && untagged === 'denied' ? { hint: 'It has no tag \"connection-hosts\".', tag: null } : null;",
    without: 'return null;',
    test: { file: 'tests/unit/http/vault-routes.test.ts', title: 'because it %s is refused with the tag to set, is not read, and the refusal is in the audit' },
  },
];
