/** Replaces SHA-256 and CRC-32 written in JavaScript: Node 24 always has both natively, the SDK asks before it falls back. */
function NativeOnly(): never {
  throw new Error('This checksum exists natively only.');
}

export { NativeOnly as Crc32Js, NativeOnly as Sha256Js };
