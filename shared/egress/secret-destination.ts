import type { Connector } from '../connectors/connector.ts';
import type { HostedDestination } from './destination.ts';
import { entryAllows, entryFor, parseHostEntry, type HostEntry } from './host-entries.ts';
import { hostsOf, projectsOf, tagWithHosts, tagWithProject, type Tags, type TagValue } from './host-tags.ts';

/** What may be done with secrets that have no `connection-hosts` tag. */
export type UntaggedPolicy = { readonly mode: 'denied' } | { readonly mode: 'listed'; readonly hosts: readonly string[] } | { readonly mode: 'vendor' };

/** One secret, as one project would use it through one connector. */
export type SecretUseCase = { readonly connector: Connector; readonly project: string; readonly tags: Tags; readonly untagged: UntaggedPolicy };

/** Why not, in a sentence of ours, and the tag that would change it; null where no tag of this secret can. */
export type Denial = { readonly hint: string; readonly tag: TagValue | null };

/** Whether the secret may go there, from its tags alone: null is yes. `others` are destinations of the same request, for a fix that allows all of them at once. */
export function denialOf(use: SecretUseCase, destination: HostedDestination, others: readonly HostedDestination[] = []): Denial | null {
  if (destination.kind === null) return { hint: 'The host is not one of this connector.', tag: null };
  const projectHint = whyNotProject(use);
  if (projectHint !== null) return { hint: projectHint, tag: tagWithProject(use.tags, use.project) };
  const hint = whyNotHost(use, destination);
  return hint === null ? null : { hint, tag: fixFor(use, [destination, ...others]) };
}

/** A secret that is to be read, and to go nowhere. `project` is null where it is read for the workspace. */
export type SecretReadCase = { readonly project: string | null; readonly tags: Tags; readonly untagged: UntaggedPolicy['mode'] };

/** Whether the secret may be read for its key names, or to try its store: null is yes. Tags that do not read deny, as for a destination. */
export function readDenialOf({ project, tags, untagged }: SecretReadCase): Denial | null {
  const projects = projectsOf(tags);
  const projectHint = project === null && projects.kind === 'list' ? null : whyNotProject({ tags, project: project ?? '' });
  if (projectHint !== null) return { hint: projectHint, tag: project === null ? null : tagWithProject(tags, project) };
  const hosts = hostsOf(tags);
  if (hosts.kind === 'unreadable') return { hint: unreadable(hosts.key, 'it may go nowhere'), tag: null };
  return hosts.kind === 'nothing' && untagged === 'denied' ? { hint: 'It has no tag "connection-hosts".', tag: null } : null;
}

function whyNotProject(use: Pick<SecretUseCase, 'tags' | 'project'>): string | null {
  const projects = projectsOf(use.tags);
  if (projects.kind === 'unreadable') return unreadable(projects.key, 'no project may use it');
  const isListed = projects.kind === 'nothing' || projects.items.includes(use.project);
  return isListed ? null : `Its tag "connection-projects" does not list the project "${use.project}".`;
}

function whyNotHost(use: SecretUseCase, destination: HostedDestination): string | null {
  const hosts = hostsOf(use.tags);
  if (hosts.kind === 'nothing') return whyNotUntagged(use, destination);
  if (hosts.kind === 'unreadable') return unreadable(hosts.key, 'it may go nowhere');
  if (allowsAny(hosts.items, use, destination)) return null;
  const isPathMissing = (use.connector.callerMade || destination.path !== '/') && hosts.items.some((entry) => entry.host === destination.host);
  return isPathMissing
    ? 'Its tag "connection-hosts" has the host, but no entry for this port with a path that the request lies under.'
    : 'Its tag "connection-hosts" does not list this host and port.';
}

function whyNotUntagged(use: SecretUseCase, destination: HostedDestination): string | null {
  const { connector, untagged } = use;
  if (untagged.mode === 'denied') return 'It has no tag "connection-hosts".';
  if (untagged.mode === 'vendor') {
    const isVendors = destination.kind === 'vendor-fixed' && !connector.callerMade && destination.path === '/' && connector.ports.includes(destination.port);
    return isVendors ? null : 'It has no tag "connection-hosts", and untagged secrets go to hosts fixed by a vendor only.';
  }
  const entries = untagged.hosts.map(parseHostEntry);
  const isListed = entries.every((entry) => entry !== null) && allowsAny(entries, use, destination);
  return isListed ? null : 'It has no tag "connection-hosts", and the host is not listed for untagged secrets.';
}

function allowsAny(entries: readonly HostEntry[], use: SecretUseCase, destination: HostedDestination): boolean {
  return entries.some((entry) => entryAllows(entry, use.connector, destination));
}

function fixFor(use: SecretUseCase, destinations: readonly HostedDestination[]): TagValue | null {
  const denied = destinations.filter((destination) => destination.kind !== null && whyNotHost(use, destination) !== null);
  const missing = denied.map((destination) => entryFor(use.connector, destination));
  return missing.every((entry) => entry !== null) ? tagWithHosts(use.tags, missing) : null;
}

function unreadable(key: string, consequence: string): string {
  return `Its tag "${key}" does not read as a list of the form we know, so ${consequence}.`;
}
