import { parseHostEntries, readableEntries, type HostEntry } from './host-entries.ts';

/** What the owner of a secret says with tags: nothing, something unreadable, or a list. */
export type Said<Item> =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unreadable'; readonly key: string }
  | { readonly kind: 'list'; readonly items: readonly Item[] };

export type TagValue = { readonly key: string; readonly value: string };
export type Tags = ReadonlyMap<string, string>;

const HOST_KEYS = ['connection-hosts', 'connection-hosts-2', 'connection-hosts-3', 'connection-hosts-4'] as const;
const PROJECT_KEY = 'connection-projects';
const PROJECT = /^[a-z0-9-]{1,40}$/;
/** AWS allows a tag value of 256 characters. */
const TAG_CHARACTERS = 256;

/** The hosts of `connection-hosts` and its continuations `-2` … `-4`, taken together; one that does not parse spoils all. */
export function hostsOf(tags: Tags): Said<HostEntry> {
  const present = HOST_KEYS.filter((key) => tags.has(key));
  if (present.length === 0) return nearMiss(tags, 'connection-host');
  const items: HostEntry[] = [];
  for (const key of present) {
    const entries = parseHostEntries(tags.get(key) ?? '');
    if (entries === null) return { kind: 'unreadable', key };
    items.push(...entries);
  }
  return { kind: 'list', items };
}

/** The projects of `connection-projects`. */
export function projectsOf(tags: Tags): Said<string> {
  const text = tags.get(PROJECT_KEY);
  if (text === undefined) return nearMiss(tags, 'connection-project');
  const items = wordsOf(text);
  return items.length > 0 && items.every((item) => PROJECT.test(item)) ? { kind: 'list', items } : { kind: 'unreadable', key: PROJECT_KEY };
}

/** The one tag to set so that these entries are allowed too; what it holds and can be read stays. Null if there is no room for them. */
export function tagWithHosts(tags: Tags, missing: readonly string[]): TagValue | null {
  const said = hostsOf(tags);
  const keys = said.kind === 'unreadable' && isHostKey(said.key) ? [said.key] : HOST_KEYS;
  for (const key of keys) {
    const value = [...new Set([...readableEntries(tags.get(key) ?? ''), ...missing])].join(' ');
    if (value.length <= TAG_CHARACTERS) return { key, value };
  }
  return null;
}

/** The same for a project. */
export function tagWithProject(tags: Tags, project: string): TagValue | null {
  const kept = wordsOf(tags.get(PROJECT_KEY) ?? '').filter((item) => PROJECT.test(item));
  const value = [...new Set([...kept, project])].join(' ');
  return value.length <= TAG_CHARACTERS ? { key: PROJECT_KEY, value } : null;
}

/** A key that was meant to be ours ("Connection-Hosts", "connection_host") restricts, it does not count as absent: absence may open the store's rule for untagged secrets. */
function nearMiss(tags: Tags, stem: string): Said<never> {
  const key = [...tags.keys()].find((name) => name.trim().toLowerCase().replaceAll('_', '-').startsWith(stem));
  return key === undefined ? { kind: 'nothing' } : { kind: 'unreadable', key };
}

function isHostKey(key: string): boolean {
  return HOST_KEYS.some((known) => known === key);
}

function wordsOf(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
}
