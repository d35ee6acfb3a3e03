import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** The user's name and the text that the password stands for, each as the protocol prepares it. */
export type ScramLogin = { readonly hash: 'sha1' | 'sha256' | 'sha512'; readonly user: string; readonly password: string };
export type Scram = {
  readonly first: string;
  /** @throws Error for a challenge that is not to be answered */
  readonly answer: (challenge: string) => Promise<ScramAnswer>;
};
export type ScramAnswer = {
  readonly final: string;
  /** Whether the server knows the password too, or only says that it is right. */
  readonly isProven: (outcome: string) => boolean;
};

/** RFC 7677 §4; a server that asks for fewer is after the password. */
const LEAST_ITERATIONS = 4096;
/** Half a second of work; servers ask for 4096 to 50,000. */
const MOST_ITERATIONS = 600_000;
/** No channel binding: "n,," in base64. */
const UNBOUND = 'biws';

const derive = promisify(pbkdf2);

/** The client's side of SCRAM, RFC 5802: the password itself is never said. */
export function beginScram({ hash, user, password }: ScramLogin, nonce = randomBytes(24).toString('base64')): Scram {
  const bare = `n=${user.replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${nonce}`;
  return {
    first: `n,,${bare}`,
    answer: async (challenge) => {
      const { r = '', s = '', i = '' } = attributesOf(challenge);
      const isFair = r.startsWith(nonce) && r.length > nonce.length && s !== '' && isWithin(i);
      if (!isFair) throw new Error('a challenge that is not to be answered');
      const salted = await derive(password, Buffer.from(s, 'base64'), Number(i), createHash(hash).digest().length, hash);
      const unproven = `c=${UNBOUND},r=${r}`;
      const said = `${bare},${challenge},${unproven}`;
      const key = keyed(hash, salted, 'Client Key');
      const proof = xor(key, keyed(hash, createHash(hash).update(key).digest(), said));
      const signature = keyed(hash, keyed(hash, salted, 'Server Key'), said);
      return { final: `${unproven},p=${proof.toString('base64')}`, isProven: (outcome) => isSame(signature, attributesOf(outcome)['v'] ?? '') };
    },
  };
}

/** `r=…,s=…,i=…` by its letters. An attribute that must be understood is none of these: "m" makes the rest worthless. */
function attributesOf(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').map((part) => [part.slice(0, 1), part.slice(2)] as const);
  return pairs.some(([letter]) => letter === 'm') ? {} : Object.fromEntries(pairs);
}

function isWithin(iterations: string): boolean {
  return /^\d{4,6}$/.test(iterations) && Number(iterations) >= LEAST_ITERATIONS && Number(iterations) <= MOST_ITERATIONS;
}

function keyed(hash: string, key: Buffer, text: string): Buffer {
  return createHmac(hash, key).update(text).digest();
}

function xor(left: Buffer, right: Buffer): Buffer {
  return Buffer.from(left.map((byte, at) => byte ^ (right[at] ?? 0)));
}

function isSame(signature: Buffer, told: string): boolean {
  const other = Buffer.from(told, 'base64');
  return other.length === signature.length && timingSafeEqual(other, signature);
}
