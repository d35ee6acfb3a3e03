import * as fc from 'fast-check';
import { type Entrance, entrances, HostileFields } from '../helpers/hostile-fields.ts';
import { HOSTILE_TEXT, hostileTexts } from '../helpers/hostile-texts.ts';
import type { Figure, Proof } from './proof.ts';

const LEAST = 5_000;
type Count = { tried: number; contained: number; readonly escapes: string[] };

export const proof: Proof = {
  name: 'hostile-fields',
  claim:
    'Hostile texts in the fields of every definition, from lists and at random, the whole path up to the socket: each is refused, or stays in its part of the request',
  bound: `≥ ${LEAST.toLocaleString('en')} texts through each definition, 0 escapes`,
  run: async (progress) => {
    const counts = new Map<string, Count>();
    const all = entrances();
    for (const [at, entrance] of all.entries()) await tryEntrance(entrance, counts, (words) => progress(words, at, all.length));
    return [...counts].map(([id, { tried, contained, escapes }]): Figure => {
      const told = escapes.slice(0, 3).join('; ');
      return {
        name: id,
        measured: `${escapes.length} of ${tried.toLocaleString('en')} escape, ${contained.toLocaleString('en')} sent ${told}`.trim(),
        isWithin: tried >= LEAST && escapes.length === 0,
      };
    });
  },
};

/** Every text of the lists in every field, and then random ones until the definition has had its share from each way. */
async function tryEntrance(entrance: Entrance, counts: Map<string, Count>, tell: (words: string) => void): Promise<void> {
  const { name, connector } = entrance;
  const hostile = new HostileFields(entrance);
  const count = counts.get(connector.id) ?? { tried: 0, contained: 0, escapes: [] };
  counts.set(connector.id, count);
  const random = fc.sample(HOSTILE_TEXT, Math.ceil(LEAST / hostile.fields.length));
  for (const field of hostile.fields) {
    tell(`ways to connect; ${name}, ${field.name}`);
    for (const text of [...hostileTexts(), ...random]) {
      const fate = await hostile.fateOf(field, text);
      count.tried += 1;
      if (fate === 'contained') count.contained += 1;
      if (typeof fate === 'object') count.escapes.push(`${name} ${field.name} ${JSON.stringify(text)}: ${fate.escape}`);
    }
  }
}
