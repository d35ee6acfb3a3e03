import { randomUUID } from 'node:crypto';
import { type Loose, maskOf, type Product } from '../running-product.ts';
import { ENCODINGS } from './encodings.ts';
import { CELLS, type ReflectingTarget } from './reflecting-target.ts';
import { PLACES } from './reflections.ts';

/** Of a secret at most 64 KiB. */
const KEYS_EACH = 134;

/** One connection to be: a value of one shape, to be said back as one cell asks. */
export type Reflected = { readonly shape: string; readonly cell: number };

/** Stores each value under a key of its own for each cell, since what was refused is not sent again soon; how to connect with one of them. */
export async function plantReflected(product: Product, target: ReflectingTarget, values: ReadonlyMap<string, string>): Promise<(of: Reflected) => Loose> {
  const masks = new Map<string, readonly string[]>();
  for (const [shape, value] of values) masks.set(shape, await masksOf(product, target, product.remember(value)));
  return ({ shape, cell }) => connectionOf(shape, { baseUrl: target.url, path: `/cell/${cell}`, mask: masks.get(shape)![cell]! });
}

/** Every shape with every cell. */
export function everyReflection(shapes: Iterable<string>): readonly Reflected[] {
  return [...shapes].flatMap((shape) => CELLS.map((_, cell) => ({ shape, cell })));
}

/** Every shape with every encoding, the places in turn; another `turn` has no cell of this one. */
export function coveringReflections(shapes: Iterable<string>, turn: number): readonly Reflected[] {
  const encodings = ENCODINGS.size;
  const cellAt = (index: number, shift: number): number => ((index + shift + turn) % PLACES.size) * encodings + index;
  return [...shapes].flatMap((shape, at) => Array.from({ length: encodings }, (_, index) => ({ shape, cell: cellAt(index, at) })));
}

async function masksOf(product: Product, { host }: ReflectingTarget, value: string): Promise<readonly string[]> {
  const masks: string[] = [];
  for (let first = 0; first < CELLS.length; first += KEYS_EACH) {
    const keys = CELLS.slice(first, first + KEYS_EACH).map((_, index) => `k${first + index}`);
    const text = JSON.stringify(Object.fromEntries(keys.map((key) => [key, value])));
    const arn = await product.createSecret(`reflected/${randomUUID()}`, text, { 'connection-hosts': `${host}/` });
    masks.push(...keys.map((key) => maskOf(key, arn)));
  }
  return masks;
}

/** In the query; what has line breaks goes where it can, into the form that asks for a token. */
function connectionOf(shape: string, { mask, path, baseUrl }: Readonly<Record<'mask' | 'path' | 'baseUrl', string>>): Loose {
  if (shape !== 'PEM') return { connector: 'generic-http', method: 'api_key', config: { baseUrl, path, name: 'key', in: 'query', apiKey: mask } };
  const config = { baseUrl, path: '/cell/0', tokenUrl: `${baseUrl}${path}`, clientId: 'reader', clientSecret: mask, clientAuth: 'body' };
  return { connector: 'generic-http', method: 'oauth2_client_credentials', config };
}
