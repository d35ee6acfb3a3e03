/** An address as a number: 32 or 128 bits. */
export type IpAddress = { readonly family: 4 | 6; readonly value: bigint };

const OCTETS = /^(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})$/;
const GROUP = /^[0-9a-f]{1,4}$/i;

/**
 * Reads an address as a resolver writes it: dotted decimal without leading zeros, or IPv6 without a zone id.
 * Our own code, because `BlockList.check('garbage')` is false and `net.isIP` takes zone ids (measured, Node 24): what this does not read is nobody's.
 */
export function parseIpAddress(text: string): IpAddress | null {
  const family = text.includes(':') ? 6 : 4;
  const value = family === 6 ? ipv6(text) : ipv4(text);
  return value === null ? null : { family, value };
}

/** The one spelling of an address: RFC 5952 with no dotted tail, the same as WHATWG URL writes. */
export function formatIpAddress(address: IpAddress): string {
  if (address.family === 4) return dottedText(Number(address.value));
  const groups = Array.from({ length: 8 }, (_, index) => ((address.value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  const { start, length } = longestZeros(groups);
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

function ipv4(text: string): bigint | null {
  const match = OCTETS.exec(text);
  if (match === null) return null;
  let value = 0;
  for (let index = 1; index <= 4; index += 1) {
    const octet = Number(match[index]);
    if (!(octet <= 255)) return null;
    value = value * 256 + octet;
  }
  return BigInt(value);
}

function dottedText(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 0xff}.${(value >>> 8) & 0xff}.${value & 0xff}`;
}

function ipv6(text: string): bigint | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map((half, index) => groupsOf(half, index === halves.length - 1));
  if (!head || tail === null) return null;
  const missing = 8 - head.length - (tail?.length ?? 0);
  // RFC 4291 §2.2: "::" stands for one group or more.
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  return [...head, ...Array.from({ length: missing }, () => 0n), ...(tail ?? [])].reduce((value, group) => (value << 16n) | group, 0n);
}

/** Groups of 16 bits; only the end of an address may be dotted. */
function groupsOf(text: string, isEnd: boolean): readonly bigint[] | null {
  if (text === '') return [];
  const parts = text.split(':');
  const dotted = isEnd && parts.at(-1)?.includes('.') ? ipv4(parts.pop() ?? '') : undefined;
  if (dotted === null || !parts.every((part) => GROUP.test(part))) return null;
  const groups = parts.map((part) => BigInt(`0x${part}`));
  return dotted === undefined ? groups : [...groups, dotted >> 16n, dotted & 0xffffn];
}

function longestZeros(groups: readonly string[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== '0') start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  }
  return best;
}
