import { isDeepStrictEqual } from 'node:util';

export type JsonMembers = Readonly<Record<string, unknown>>;

/** The smallest JSON merge patch (RFC 7396) that makes `target` of `source`; {} where they are the same. */
export function mergePatchTo(source: JsonMembers, target: JsonMembers): JsonMembers {
  const removed = Object.keys(source).filter((name) => !Object.hasOwn(target, name));
  const differing = Object.entries(target).filter(([name, value]) => !Object.hasOwn(source, name) || !isDeepStrictEqual(source[name], value));
  return Object.fromEntries([...removed.map((name) => [name, null]), ...differing.map(([name, value]) => [name, patchedMember(source[name], value)])]);
}

function patchedMember(before: unknown, after: unknown): unknown {
  return isMembers(before) && isMembers(after) ? mergePatchTo(before, after) : after;
}

function isMembers(value: unknown): value is JsonMembers {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
