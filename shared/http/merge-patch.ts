import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/** A JSON merge patch applied (RFC 7396): null removes a member, objects are merged, everything else replaces. */
export function mergePatch(target: Json | undefined, patch: JsonObject): JsonObject {
  const merged = new Map<string, Json>(isJsonObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, isJsonObject(value) ? mergePatch(merged.get(name), value) : value);
  }
  return Object.fromEntries(merged);
}
