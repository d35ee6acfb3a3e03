import { leaksIn } from '../helpers/canary.ts';
import { everyReflection, plantReflected } from '../helpers/leak/reflected-connections.ts';
import { startReflectingTarget } from '../helpers/leak/reflecting-target.ts';
import { type Codes, testedByHand, verifiedByWorker } from '../helpers/leak/reflection-story.ts';
import { ofEveryShape } from '../helpers/leak/shapes.ts';
import { seeded } from '../helpers/random.ts';
import { Product } from '../helpers/running-product.ts';
import type { Figure, Proof } from './proof.ts';

const CELLS = 67 * 9 * 6;

export const proof: Proof = {
  name: 'reflection',
  claim:
    'A target that says the credential back, in 67 encodings of nine shapes and in six places (body, header, reason phrase, Location, cookie, broken answers), puts it into no sink of the whole stack: tested by hand, and verified by the worker',
  bound: `${CELLS.toLocaleString('en')} tests each way, every credential received and said back; 0 hits in any sink`,
  run: async (progress) => {
    const figures: Figure[] = [];
    for (const [how, tested] of [
      ['by hand', testedByHand],
      ['by the worker', verifiedByWorker],
    ] as const) {
      figures.push(...(await reflected(how, tested, (done) => progress(how, done, CELLS))));
    }
    return figures;
  },
};

async function reflected(how: string, tested: typeof testedByHand, told: (done: number) => void): Promise<readonly Figure[]> {
  const seed = Number(process.env['PROVE_SEED'] ?? Date.now() % 1_000_000);
  const values = ofEveryShape(seeded(seed));
  const target = await startReflectingTarget();
  const product = new Product();
  try {
    await product.start({ localTargets: [target.host] });
    const connectionTo = await plantReflected(product, target, values);
    const reflections = everyReflection(values.keys());
    const codes = await tested(reflections, { product, connectionTo, told });
    const received = [...values.values()].map((value) => target.received.get(value) ?? 0);
    const isWhole = reflections.length === CELLS && sum([...codes.values()]) === CELLS && received.every((count) => count >= CELLS / values.size);
    const sinks = await product.everySink();
    const leaks = leaksIn(sinks, product.secrets);
    const bytes = sum([...sinks.values()].map((text) => text.length));
    return [
      { name: how, measured: `${sum(received).toLocaleString('en')} credentials said back (seed ${seed}; ${wordsOf(codes)})`, isWithin: isWhole },
      { name: `sinks, ${how}`, measured: `${leaks.length} hits in ${sinks.size} sinks of ${(bytes / 1e6).toFixed(1)} MB`, isWithin: leaks.length === 0 },
    ];
  } finally {
    await product.close();
    await target.close();
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function wordsOf(codes: Codes): string {
  return [...codes]
    .toSorted(([, one], [, other]) => other - one)
    .map(([code, count]) => `${code} ${count}`)
    .join(', ');
}
