import { recallTable, shareOf } from '../helpers/leak/recall-page.ts';
import { plantedLeaks } from '../helpers/leak/planted-leaks.ts';
import { type Sighting, sightings } from '../helpers/leak/recall.ts';
import { Scanner } from '../helpers/leak/scanner.ts';
import { ofEveryShape } from '../helpers/leak/shapes.ts';
import { seeded } from '../helpers/random.ts';
import type { Figure, Progress, Proof } from './proof.ts';

const ROUNDS = 20;
const BOUNDS = { seen: 590, planted: 25 };

export const proof: Proof = {
  name: 'leak-scanner',
  claim:
    'The scanner that looks for secrets in every sink sees them in whatever encoding: nine shapes in 67 encodings, and leaks planted in sinks as they look',
  bound: `in each of ${ROUNDS} rounds of fresh values ≥ ${BOUNDS.seen} of 603 pairs and ${BOUNDS.planted} of ${BOUNDS.planted} planted leaks`,
  run: async (progress) => {
    const seed = Number(process.env['PROVE_SEED'] ?? Date.now() % 1_000_000);
    const rounds = roundsOf(seeded(seed), progress);
    console.log(recallTable(rounds[0]!.all));
    return [
      seen(
        rounds.map(({ all }) => all),
        seed,
      ),
      planted(rounds.map(({ found }) => found)),
      compared(rounds[0]!.all),
    ];
  },
};

type Round = { readonly all: readonly Sighting[]; readonly found: number };

function roundsOf(random: () => number, progress: Progress): readonly Round[] {
  return Array.from({ length: ROUNDS }, (_, round) => {
    progress('looking', round, ROUNDS);
    const values = ofEveryShape(random);
    const found = plantedLeaks(values).filter(({ shape, text }) => new Scanner([values.get(shape)!]).scan(text).size > 0).length;
    return { all: sightings(values), found };
  });
}

function seen(rounds: readonly (readonly Sighting[])[], seed: number): Figure {
  const counts = rounds.map((all) => all.filter(({ isSeen }) => isSeen).length);
  const missed = new Set(rounds.flat().flatMap(({ isSeen, encoding, shape }) => (isSeen ? [] : [`${encoding} (${shape})`])));
  const measured = `${Math.min(...counts)} to ${Math.max(...counts)} of ${rounds[0]!.length} (seed ${seed}); missed at any time: ${[...missed].join(', ')}`;
  return { name: 'pairs', measured, isWithin: Math.min(...counts) >= BOUNDS.seen };
}

function planted(rounds: readonly number[]): Figure {
  const fewest = Math.min(...rounds);
  return { name: 'planted leaks', measured: `${fewest} of ${BOUNDS.planted} at least`, isWithin: fewest >= BOUNDS.planted };
}

function compared(all: readonly Sighting[]): Figure {
  return { name: 'for comparison', measured: `exact match ${shareOf(all, 'isExact')}; masks of GitHub Actions ${shareOf(all, 'isMasked')}`, isWithin: true };
}
