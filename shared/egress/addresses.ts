import { isInside, parseCidr, type Cidr } from './cidr.ts';
import { parseIpAddress, type IpAddress } from './ip-address.ts';

// IANA IPv4 and IPv6 Special-Purpose Address Registries (read November 2026), whole blocks: the few reachable addresses inside them are protocol anycast, nobody's API.
const SPECIAL_V4 = blocks(
  '0.0.0.0/8', // this host
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT; Alibaba's metadata service
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // Azure's host agent, on a public address
  '169.254.0.0/16', // link-local; metadata services
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments; Oracle's metadata service
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarking
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved; broadcast
);

const GLOBAL_V6 = blocks('2000::/3');
const SPECIAL_V6 = blocks(
  '2001::/23', // protocol assignments: Teredo, benchmarking, AMT, ORCHID, drone IDs
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4
  '2620:4f:8000::/48', // AS112
  '3fff::/20', // documentation
);

/** Never called, whatever private network an operator allows: this machine, metadata services, and IPv6 that stands for an IPv4 address. */
const NEVER = blocks(
  '0.0.0.0/8',
  '100.100.100.200/32',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/96', // unspecified, loopback, IPv4-compatible
  '::ffff:0:0/96', // IPv4-mapped
  '::ffff:0:0:0/96', // IPv4-translated
  '64:ff9b::/96', // NAT64
  '64:ff9b:1::/48', // NAT64
  '2001::/32', // Teredo
  '2002::/16', // 6to4
  'fd00:ec2::/32', // AWS metadata
  'fd20:ce::254/128', // Google Cloud metadata
  'fe80::/10', // link-local
  'fec0::/10', // site-local, deprecated
  'ff00::/8', // multicast
);

/** True of a global unicast address outside every special registry; false of all else, and of text that is no address. */
export function isPublicAddress(address: string): boolean {
  const parsed = parseIpAddress(address);
  if (parsed === null) return false;
  if (parsed.family === 4) return !isInAny(parsed, SPECIAL_V4);
  return isInAny(parsed, GLOBAL_V6) && !isInAny(parsed, SPECIAL_V6) && !isIsatap(parsed);
}

/** True of an address inside a private network that the operator allows, unless it is one that is never called. */
export function isAllowedPrivate(address: string, privateCidrs: readonly string[]): boolean {
  const parsed = parseIpAddress(address);
  if (parsed === null || isInAny(parsed, NEVER) || isIsatap(parsed)) return false;
  return privateCidrs.some((text) => {
    const block = parseCidr(text);
    return block !== null && isInside(parsed, block);
  });
}

/** RFC 5214 §6.1: an interface identifier 0000:5efe or 0200:5efe is followed by an IPv4 address. */
function isIsatap(address: IpAddress): boolean {
  return address.family === 6 && ((address.value >> 32n) & 0xfdff_ffffn) === 0x5efen;
}

function isInAny(address: IpAddress, ranges: readonly Cidr[]): boolean {
  return ranges.some((range) => isInside(address, range));
}

/** A block that does not parse stops the start: left out, it would open its range. */
function blocks(...texts: readonly string[]): readonly Cidr[] {
  return texts.map((text) => {
    const block = parseCidr(text);
    if (block === null) throw new TypeError(`${text} is not a block of addresses`);
    return block;
  });
}
