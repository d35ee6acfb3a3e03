import { expect, it } from 'vitest';
import { beginScram, type ScramLogin } from '../../../shared/wire/scram.ts';

const LOGIN = { user: 'user', password: 'pencil' };
const SHA1 = { hash: 'sha1', ...LOGIN } as const satisfies ScramLogin;
const NONCE = 'fyko+d2lbbFgONRv9qkxdawL';
const CHALLENGE = 'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096';

it('the example of RFC 5802 §5 is spoken to the letter', async () => {
  const { first, answer } = beginScram(SHA1, NONCE);
  expect(first).toBe('n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL');
  const { final, isProven } = await answer(CHALLENGE);
  expect(final).toBe('c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=');
  expect(isProven('v=rmF9pqV8S7suAoZWja4dJRkFsKQ=')).toBe(true);
});

it('the example of RFC 7677 §3 is spoken to the letter', async () => {
  const { answer } = beginScram({ hash: 'sha256', ...LOGIN }, 'rOprNGfwEbeRWgbNEkqO');
  const challenge = 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096';
  const { final, isProven } = await answer(challenge);
  expect(final).toBe('c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=');
  expect(isProven('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=')).toBe(true);
});

it('a name cannot end its field, and every login has a nonce of its own', () => {
  expect(beginScram({ ...SHA1, user: 'a,r=b' }, 'n').first).toBe('n,,n=a=2Cr=3Db,r=n');
  expect(beginScram(SHA1).first).not.toBe(beginScram(SHA1).first);
});

it.each([
  ['the nonce of somebody else', CHALLENGE.replace('fyko', 'fako')],
  ['nothing of its own', CHALLENGE.replace('3rfcNHYJY1ZVvWVs7j', '')],
  ['no salt', CHALLENGE.replace('QSXCR+Q6sek8bf92', '')],
  ['too few rounds', CHALLENGE.replace('4096', '4095')],
  ['more rounds than anybody needs', CHALLENGE.replace('4096', '600001')],
  ['rounds that are no number', CHALLENGE.replace('4096', '1e9')],
  ['an extension that must be understood', `m=x,${CHALLENGE}`],
  ['nothing', ''],
])('a challenge with %s is not answered', async (_, challenge) => {
  await expect(beginScram(SHA1, NONCE).answer(challenge)).rejects.toThrow('not to be answered');
});

it.each(['', 'e=invalid-proof', 'v=', 'v=rmF9pqV8S7suAoZWja4dJRkFsKU=', 'm=x,v=rmF9pqV8S7suAoZWja4dJRkFsKQ='])('"%s" proves nothing', async (outcome) => {
  const { isProven } = await beginScram(SHA1, NONCE).answer(CHALLENGE);
  expect(isProven(outcome)).toBe(false);
});
