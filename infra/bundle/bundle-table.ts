import type { Bundle } from './bundle-function.ts';

const SHOWN_INPUTS = 6;

/** The bundles as a table: kilobytes (1,000 bytes) of entry, entry with chunks, zip, and what the entry is made of. */
export function bundleTable(bundles: readonly Bundle[]): string {
  const kB = (bytes: number): string => (bytes / 1000).toFixed(1);
  const rows = bundles.map(({ name, entryBytes, allBytes, zipBytes, inputs }) => {
    const biggest = inputs.slice(0, SHOWN_INPUTS).map(([origin, bytes]) => `${origin} ${kB(bytes)}`);
    return [name, kB(entryBytes), kB(allBytes), kB(zipBytes), biggest.join(', ')];
  });
  const table = [['function', 'entry kB', 'all chunks kB', 'zip kB', 'biggest inputs of the entry, kB'], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
