import { formatIpAddress, parseIpAddress, type IpAddress } from './ip-address.ts';

/** A block of addresses: the first one, and how many leading bits all of them share. */
export type Cidr = { readonly first: IpAddress; readonly bits: number };

const BITS = /^(?:0|[1-9][0-9]{0,2})$/;
const WIDTH = { 4: 32, 6: 128 } as const;

/** Reads `address/bits` in its one spelling; null for host bits that are set, so that "10.0.0.1/8" is asked about and not guessed. */
export function parseCidr(text: string): Cidr | null {
  const [addressText = '', bitsText = '', ...rest] = text.split('/');
  const first = parseIpAddress(addressText);
  if (first === null || rest.length > 0 || !BITS.test(bitsText) || formatIpAddress(first) !== addressText) return null;
  const bits = Number(bitsText);
  if (bits > WIDTH[first.family]) return null;
  const block = { first, bits };
  return networkOf(first, block) << hostBits(block) === first.value ? block : null;
}

/** Addresses of the other family are never inside: 10.0.0.1 is not in ::/0. */
export function isInside(address: IpAddress, block: Cidr): boolean {
  return address.family === block.first.family && networkOf(address, block) === networkOf(block.first, block);
}

function networkOf(address: IpAddress, block: Cidr): bigint {
  return address.value >> hostBits(block);
}

function hostBits(block: Cidr): bigint {
  return BigInt(WIDTH[block.first.family] - block.bits);
}
