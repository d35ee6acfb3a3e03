/** All connections by id, in four parts: one part of an index takes 1,000 writes a second. Their order is the order of ids. */
export const SHARDS = ['0', '1', '2', '3'] as const;

/** The part an id belongs to: a quarter of its first hexadecimal digit's range. */
export function shardOf(id: string): string {
  return String(Number.parseInt(id.charAt('con_'.length), 16) >> 2);
}
