import { installStryker, mutate, type Mutated } from '../mutation/stryker.ts';
import { ROOMS } from '../mutation/rooms.ts';
import type { Figure, Proof } from './proof.ts';

const LEAST = 95;
/** `MUTATION_ROOMS="binding guard"`: only these. */
const asked = process.env['MUTATION_ROOMS']?.split(' ');

export const proof: Proof = {
  name: 'mutation',
  claim: 'In the rooms that keep a secret from going astray, every kind of change that Stryker makes is noticed by the room’s own tests',
  bound: `≥ ${LEAST} % of the mutants of each room are killed; those that are worked out when a file is loaded are left out; [mutation.md](mutation.md) says why the rest live`,
  run: async (progress) => {
    progress('installing Stryker');
    await installStryker();
    const figures: Figure[] = [];
    for (const room of ROOMS.filter(({ name }) => asked?.includes(name) ?? true)) {
      const mutated = await mutate(room, (done, all) => progress(`mutants of ${room.name}`, done, all));
      tellSurvivors(room.name, mutated);
      figures.push(figureOf(room.name, mutated));
    }
    return figures;
  },
};

function figureOf(name: string, { killed, all }: Mutated): Figure {
  const score = (100 * killed) / all;
  return { name, measured: `${killed} of ${all} killed, ${score.toFixed(1)} %`, isWithin: score >= LEAST };
}

function tellSurvivors(name: string, { survivors }: Mutated): void {
  for (const { file, line, mutator, replacement } of survivors)
    console.log(`  ${name}: ${file}:${line} ${mutator} → ${replacement.replaceAll(/\s+/g, ' ').slice(0, 80)}`);
}
