import { readFileSync } from 'node:fs';

/** Texts of tests/fixtures/security by group. */
export function groupsOf(name: string): Readonly<Record<string, readonly string[]>> {
  return JSON.parse(readFileSync(new URL(`../../fixtures/security/${name}.json`, import.meta.url), 'utf8'));
}

/** The same in one list, grouped or not. */
export function listOf(name: string): readonly string[] {
  return Object.values(groupsOf(name)).flat();
}

const USUAL = [80, 443, 444, 8443];
const LISTS = ['ssrf-urls', 'public-payloads', 'lookalike-hosts'];

/** Every port that a list names: something listens there, on every address of the world. */
export const PORTS: readonly number[] = [
  ...new Set([...USUAL, ...LISTS.flatMap(listOf).flatMap((url) => [...url.matchAll(/:0*(\d{2,5})(?=\D|$)/g)].map(([, port]) => Number(port)))]),
].filter((port) => port > 0 && port <= 65_535 && port !== 53);
