// MS-TDS §2.2.6.4 and §2.2.6.5.

const VERSION = Buffer.from([0, 1, 0, 0, 0, 0]);
const ENCRYPTION_ON = 1;
const ENCRYPTION_REQUIRED = 3;
const ENCRYPTION = 1;
const END = 255;
/** Token, where, how long. */
const OPTION_BYTES = 5;

/** Of the first message: the version of the client, and that it wants everything encrypted. */
export const PRELOGIN_OPTIONS = Buffer.concat([Buffer.from([0, 0, 11, 0, 6, ENCRYPTION, 0, 17, 0, 1, END]), VERSION, Buffer.from([ENCRYPTION_ON])]);

/** Does the server's first message say that everything will be encrypted? */
export function agreesToEncrypt(options: Buffer): boolean {
  for (let at = 0; options.readUInt8(at) !== END; at += OPTION_BYTES) {
    if (options[at] !== ENCRYPTION) continue;
    const answer = options.readUInt8(options.readUInt16BE(at + 1));
    return answer === ENCRYPTION_ON || answer === ENCRYPTION_REQUIRED;
  }
  return false;
}

export type TdsLogin = { readonly user: string; readonly password: string; readonly database: string; readonly server: string };

const FIXED_BYTES = 94;
const TDS_7_4 = 0x74000004;
/** fUseDB, fDatabase, fSetLang: a database or a language that is not there ends the login. */
const FLAGS = 0xe0;
const ENGLISH = 0x409;
/** Where the pairs of offset and length begin, and the names of those that are told. */
const PAIRS_AT = 36;
const MOST_CHARACTERS = 128;

/** LOGIN7. A short text is sent as it is, a password with its bits turned, which hides nothing. @throws Error for a text that no login may have */
export function loginMessage({ user, password, database, server }: TdsLogin): Buffer {
  const parts = ['', user, password, 'secret-mask-resolver', server, '', '', '', database];
  if (parts.some((text) => text.length > MOST_CHARACTERS)) throw new Error('longer than a login may be');
  const texts = parts.map((text) => Buffer.from(text, 'utf16le'));
  const fixed = Buffer.alloc(FIXED_BYTES);
  let at = FIXED_BYTES;
  for (const [index, text] of texts.entries()) {
    fixed.writeUInt16LE(at, PAIRS_AT + index * 4);
    fixed.writeUInt16LE(text.length / 2, PAIRS_AT + index * 4 + 2);
    at += text.length;
  }
  fixed.writeUInt32LE(at, 0);
  fixed.writeUInt32LE(TDS_7_4, 4);
  fixed.writeUInt32LE(4096, 8);
  fixed.writeUInt8(FLAGS, 24);
  fixed.writeUInt32LE(ENGLISH, 32);
  for (const unused of [78, 82, 86]) fixed.writeUInt16LE(at, unused);
  return Buffer.concat([fixed, ...texts.map((text, index) => (index === 2 ? turned(text) : text))]);
}

function turned(password: Buffer): Buffer {
  return Buffer.from(password.map((byte) => (((byte << 4) | (byte >> 4)) & 255) ^ 0xa5));
}

/** A statement, led by the header of the transaction that there is none of. MS-TDS §2.2.6.7. */
export function batchMessage(statement: string): Buffer {
  const headers = Buffer.alloc(22);
  headers.writeUInt32LE(22, 0);
  headers.writeUInt32LE(18, 4);
  headers.writeUInt16LE(2, 8);
  headers.writeUInt32LE(1, 18);
  return Buffer.concat([headers, Buffer.from(statement, 'utf16le')]);
}
