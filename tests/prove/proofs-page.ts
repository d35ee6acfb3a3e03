import type { Figure, Proof } from './proof.ts';

/** What a run says of itself: nothing of whose machine it was. */
export type Ran = { readonly date: string; readonly node: string; readonly cores: number };
export type Outcome = {
  readonly proof: Pick<Proof, 'name' | 'claim' | 'bound'>;
  readonly figures: readonly Figure[];
  readonly seconds: number;
  /** Of the whole machine at the end, its other work included. */ readonly load: number;
};

const HEAD = `# Proofs

Written by \`npm run prove [name …]\`; rows of proofs that were not run stay as they were. A proof is what takes longer to show than a test may.

| proof | claim | measured | bound | verdict | run |
| --- | --- | --- | --- | --- | --- |
`;

/** The page with a row for each outcome, in the order of names; `before` is the page as it stood, or ''. */
export function proofsPage(before: string, outcomes: readonly Outcome[], ran: Ran): string {
  const rows = new Map(
    before.split('\n').flatMap((line) => (/^\| [a-z][a-z0-9-]* \|/.test(line) && !line.startsWith('| proof |') ? [[nameIn(line), line] as const] : [])),
  );
  for (const outcome of outcomes) rows.set(outcome.proof.name, rowOf(outcome, ran));
  const sorted = [...rows].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `${HEAD}${sorted.map(([, row]) => row).join('\n')}\n`;
}

export function holds({ figures }: Pick<Outcome, 'figures'>): boolean {
  return figures.length > 0 && figures.every(({ isWithin }) => isWithin);
}

function nameIn(row: string): string {
  return row.split('|')[1]?.trim() ?? '';
}

function rowOf({ proof, figures, seconds, load }: Outcome, { date, node, cores }: Ran): string {
  const measured = figures.map(({ name, measured: figure, isWithin }) => `${name}: ${figure}${isWithin ? '' : ' (out of bound)'}`).join('<br>');
  const cells = [
    proof.name,
    proof.claim,
    measured,
    proof.bound,
    holds({ figures }) ? 'holds' : 'does not hold',
    `${date}, Node ${node}, ${cores} cores, load ${load.toFixed(1)}, ${seconds} s`,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}
