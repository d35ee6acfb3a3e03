import { BlockList, isIPv4, isIPv6 } from 'node:net';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { isAllowedPrivate, isPublicAddress } from '../../../shared/egress/addresses.ts';
import { isInside, parseCidr } from '../../../shared/egress/cidr.ts';
import { formatIpAddress, parseIpAddress } from '../../../shared/egress/ip-address.ts';

// [block, last public address before it or null, first public address after it or null]
const SPECIAL: readonly (readonly [string, string | null, string | null])[] = [
  ['0.0.0.0/8', null, '1.0.0.0'],
  ['10.0.0.0/8', '9.255.255.255', '11.0.0.0'],
  ['100.64.0.0/10', '100.63.255.255', '100.128.0.0'],
  ['127.0.0.0/8', '126.255.255.255', '128.0.0.0'],
  ['168.63.129.16/32', '168.63.129.15', '168.63.129.17'],
  ['169.254.0.0/16', '169.253.255.255', '169.255.0.0'],
  ['172.16.0.0/12', '172.15.255.255', '172.32.0.0'],
  ['192.0.0.0/24', '191.255.255.255', '192.0.1.0'],
  ['192.0.2.0/24', '192.0.1.255', '192.0.3.0'],
  ['192.31.196.0/24', '192.31.195.255', '192.31.197.0'],
  ['192.52.193.0/24', '192.52.192.255', '192.52.194.0'],
  ['192.88.99.0/24', '192.88.98.255', '192.88.100.0'],
  ['192.168.0.0/16', '192.167.255.255', '192.169.0.0'],
  ['192.175.48.0/24', '192.175.47.255', '192.175.49.0'],
  ['198.18.0.0/15', '198.17.255.255', '198.20.0.0'],
  ['198.51.100.0/24', '198.51.99.255', '198.51.101.0'],
  ['203.0.113.0/24', '203.0.112.255', '203.0.114.0'],
  ['224.0.0.0/4', '223.255.255.255', null],
  ['240.0.0.0/4', null, null],
  ['::/96', null, null],
  ['::ffff:0:0/96', null, null],
  ['::ffff:0:0:0/96', null, null],
  ['64:ff9b::/96', null, null],
  ['64:ff9b:1::/48', null, null],
  ['100::/64', null, null],
  ['100:0:0:1::/64', null, null],
  ['1000::/4', null, '2000::'],
  ['2001::/23', '2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2001:200::'],
  ['2001:db8::/32', '2001:db7:ffff:ffff:ffff:ffff:ffff:ffff', '2001:db9::'],
  ['2002::/16', '2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2003::'],
  ['2620:4f:8000::/48', '2620:4f:7fff:ffff:ffff:ffff:ffff:ffff', '2620:4f:8001::'],
  ['3fff::/20', '3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '3fff:1000::'],
  ['4000::/2', '3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', null],
  ['5f00::/16', null, null],
  ['8000::/1', null, null],
  ['fc00::/7', null, null],
  ['fe80::/10', null, null],
  ['fec0::/10', null, null],
  ['ff00::/8', null, null],
];

function edgesOf(text: string): readonly string[] {
  const block = parseCidr(text)!;
  const width = block.first.family === 4 ? 32 : 128;
  const last = block.first.value + (1n << BigInt(width - block.bits)) - 1n;
  return [block.first.value, (block.first.value + last) / 2n, last].map((value) => formatIpAddress({ family: block.first.family, value }));
}

it.each(SPECIAL)('nothing from the first to the last address of %s is public, and its neighbours are', (block, before, after) => {
  expect(edgesOf(block).filter(isPublicAddress)).toEqual([]);
  const neighbours = [before, after].filter((neighbour) => neighbour !== null);
  expect(neighbours.filter((neighbour) => !isPublicAddress(neighbour))).toEqual([]);
});

it.each([
  ['2001:470:1:1:0:5efe:a9fe:a9fe', false],
  ['2001:470:1:1:200:5efe:7f00:1', false],
  ['2001:470:1:1:200:5eff::', true],
  ['2001:470:1:1:200:5efd:ffff:ffff', true],
  ['2001:470:1:1:400:5efe:7f00:1', true],
  ['2001:470:1:1:1:5efe:7f00:1', true],
  ['2001:4860:4860::8888', true],
  ['2A02:2E0::1', true],
])('%s, which has or nearly has the mark of ISATAP, is public: %s', (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic);
});

it.each([
  '',
  'garbage',
  'localhost',
  '1.1.1',
  '1.1.1.1.1',
  '01.1.1.1',
  '1.1.1.256',
  '1.1.1.1 ',
  '0x1.1.1.1',
  '1.1.1.-1',
  '١.1.1.1',
  '[2606:4700::1]',
  '2606:4700::1%eth0',
  '2606:4700:::1',
  '2606::4700::1',
  '2606:4700:0:0:0:0:0',
  '2606:4700:0:0:0:0:0:0:1',
  '2606:4700::12345',
  ':2606:4700::1',
  '2606:4700::1:',
  '2606:4700:1.1.1.1::',
  '2606:4700::1.1.1',
  '2606:4700:1:2:3:4:5:1.1.1.1',
  '2606:4700:0:0:0:0:0:0::',
])('%j is not an address, so it is not public', (text) => {
  expect(isPublicAddress(text)).toBe(false);
});

it('our parser and Node’s agree on what is an address, zone ids and embedded zeros aside', () => {
  const text = fc.oneof(fc.ipV4(), fc.ipV6(), fc.stringMatching(/^[0-9a-f:.]{1,24}$/), fc.stringMatching(/^(?:[0-9a-f]{0,4}:){1,8}[0-9a-f.]{0,9}$/));
  fc.assert(
    fc.property(text, (address) => {
      expect(parseIpAddress(address) !== null).toBe(isIPv4(address) || isIPv6(address));
    }),
    { numRuns: 20_000 },
  );
});

it('the canonical form is the one WHATWG URL writes', () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      expect(`[${formatIpAddress(parseIpAddress(address)!)}]`).toBe(new URL(`http://[${address}]/`).hostname);
    }),
    { numRuns: 5_000 },
  );
});

it('blocks contain what Node’s BlockList says they contain', () => {
  const block = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }));
  fc.assert(
    fc.property(block, fc.ipV4(), ([base, bits], address) => {
      const shift = BigInt(32 - bits);
      const first = formatIpAddress({ family: 4, value: (parseIpAddress(base)!.value >> shift) << shift });
      const list = new BlockList();
      list.addSubnet(first, bits, 'ipv4');
      expect(isInside(parseIpAddress(address)!, parseCidr(`${first}/${bits}`)!)).toBe(list.check(address, 'ipv4'));
    }),
    { numRuns: 2_000 },
  );
});

it.each(['10.0.0.1/8', '10.0.0.0/33', '10.0.0.0/08', '10.0.0.0/', '10.0.0.0', '10.0.0.0/8/8', '::1/127', 'fd00:0::/8', '::/129', '/8', 'x/8'])(
  '%s is not a block',
  (text) => {
    expect(parseCidr(text)).toBeNull();
  },
);

const EVERYTHING = ['0.0.0.0/0', '::/0'];

it.each(['10.1.2.3', '172.16.0.1', '192.168.1.1', '100.64.0.1', '100.100.100.199', 'fd12::1', 'fc00::1', 'fd00:ec1::254', 'fd20:ce::253'])(
  'an operator may allow %s',
  (address) => {
    expect([isAllowedPrivate(address, EVERYTHING), isAllowedPrivate(address, [])]).toEqual([true, false]);
  },
);

it.each([
  '127.0.0.1',
  '127.255.255.254',
  '0.0.0.0',
  '169.254.169.254',
  '169.254.170.2',
  '168.63.129.16',
  '100.100.100.200',
  '192.0.0.192',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::7f00:1',
  '::ffff:10.0.0.1',
  '::ffff:0:a00:1',
  '64:ff9b::a00:1',
  '64:ff9b:1::a00:1',
  '2001:0:4136:e378:8000:63bf:5601:5601',
  '2002:a00:1::',
  'fd00:ec2::254',
  'fd20:ce::254',
  'fe80::1',
  'fec0::1',
  'ff02::1',
  'fd12::200:5efe:a9fe:a9fe',
  'garbage',
])('no operator can allow %s', (address) => {
  expect(isAllowedPrivate(address, EVERYTHING)).toBe(false);
});

it('a private network allows its own addresses only, and one that does not parse allows none', () => {
  expect(['10.0.0.255', '10.0.1.0', 'fd12::1'].map((address) => isAllowedPrivate(address, ['10.0.0.0/24', 'fd13::/16', '10.0.1.0/8', 'all']))).toEqual([
    true,
    false,
    false,
  ]);
});
