import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

export type ScramHash = 'sha1' | 'sha256' | 'sha512';
export type ScramServer = {
  readonly first: (message: string) => string;
  /** The server's signature, or null where the proof is wrong. */
  readonly final: (message: string) => string | null;
};

/** The server's side of SCRAM, written from RFC 5802 §3 and §5: it knows salt, StoredKey and ServerKey, and never sees the password. */
export function scramServer(hash: ScramHash, passwordOf: (user: string) => string | undefined, iterations = 4096): ScramServer {
  const hmac = (key: Buffer, text: string): Buffer => createHmac(hash, key).update(text).digest();
  const digest = (bytes: Buffer): Buffer => createHash(hash).update(bytes).digest();
  const salt = randomBytes(16);
  let [stored, serverKey, said, nonce]: [Buffer, Buffer, string, string] = [Buffer.alloc(0), Buffer.alloc(0), '', ''];
  return {
    first: (message) => {
      const match = /^n,,(n=([^,]*),r=([^,]+))$/.exec(message);
      if (!match) throw new Error(`no client-first-message: ${message}`);
      const user = match[2]!.replaceAll('=2C', ',').replaceAll('=3D', '=');
      const salted = pbkdf2Sync(passwordOf(user) ?? randomBytes(8), salt, iterations, digest(salt).length, hash);
      stored = digest(hmac(salted, 'Client Key'));
      serverKey = hmac(salted, 'Server Key');
      nonce = `${match[3]}${randomBytes(12).toString('hex')}`;
      const challenge = `r=${nonce},s=${salt.toString('base64')},i=${iterations}`;
      said = `${match[1]},${challenge}`;
      return challenge;
    },
    final: (message) => {
      const match = /^(c=biws,r=([^,]+)),p=(.+)$/.exec(message);
      if (!match || match[2] !== nonce) return null;
      const whole = `${said},${match[1]}`;
      const signature = hmac(stored, whole);
      const key = Buffer.from(Buffer.from(match[3]!, 'base64').map((byte, at) => byte ^ signature[at]!));
      return digest(key).equals(stored) ? `v=${hmac(serverKey, whole).toString('base64')}` : null;
    },
  };
}
