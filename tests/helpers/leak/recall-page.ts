import { ENCODINGS } from './encodings.ts';
import type { Sighting } from './recall.ts';

const HEAD = '| written as | seen, of the nine shapes | missed |\n| --- | --- | --- |\n';

/** Of how many shapes each encoding is seen, as a table in Markdown. */
export function recallTable(all: readonly Sighting[]): string {
  const rows = [...ENCODINGS.keys()].map((name) => {
    const of = all.filter(({ encoding }) => encoding === name);
    const missed = of.filter(({ isSeen }) => !isSeen).map(({ shape }) => shape);
    return `| ${name.replaceAll('\\', '\\\\')} | ${of.length - missed.length} | ${missed.join(', ')} |`;
  });
  return `${HEAD}${rows.join('\n')}\n`;
}

/** "144 of 603, 23.9 %" */
export function shareOf(all: readonly Sighting[], part: 'isSeen' | 'isExact' | 'isMasked'): string {
  const count = all.filter((sighting) => sighting[part]).length;
  return `${count} of ${all.length}, ${((100 * count) / all.length).toFixed(1)} %`;
}
