import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { inParallel } from '../../../infra/cli/parallel.ts';
import type { Loose, Product } from '../running-product.ts';
import type { Reflected } from './reflected-connections.ts';

const AT_ONCE = 16;
const POLL_MS = 250;

/** How often each code was the verdict. */
export type Codes = ReadonlyMap<string, number>;
type Story = { readonly product: Product; readonly connectionTo: (of: Reflected) => Loose; readonly told?: (done: number) => void };

/** Tests each as an unsaved config, with a key under which its answer is kept. */
export async function testedByHand(reflections: readonly Reflected[], { product, connectionTo, told }: Story): Promise<Codes> {
  let done = 0;
  const codes = await inParallel(reflections, AT_ONCE, async (of) => {
    const { body } = await product.test(connectionTo(of), { 'idempotency-key': randomUUID() });
    told?.((done += 1));
    return String(body['code']);
  });
  return counted(codes);
}

/** Stores each, and has the worker verify all of them in a run of their own. */
export async function verifiedByWorker(reflections: readonly Reflected[], { product, connectionTo, told }: Story): Promise<Codes> {
  await inParallel(reflections, AT_ONCE, async (of) => {
    const { httpStatus } = await product.call('POST /v1/connections', { ...connectionTo(of), name: `${of.shape} ${of.cell}`, labels: { said: 'back' } });
    if (httpStatus !== 201) throw new Error(`A connection could not be stored: ${httpStatus}`);
  });
  const { headers } = await product.call('POST /v1/verification-runs', { selector: { labels: { said: 'back' } } });
  for (;;) {
    const { body } = await product.call(`GET ${headers.get('location') ?? ''}`);
    told?.(Object.values<number>(body['counts']).reduce((sum, each) => sum + each, 0));
    if (body['state'] === 'done') break;
    await wait(POLL_MS);
  }
  return counted(await standingCodes(product));
}

async function standingCodes(product: Product): Promise<readonly string[]> {
  const codes: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { readonly body: Loose } = await product.call(`GET /v1/connections?label=said:back&limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`);
    codes.push(...page.body['items'].map(({ standing }: Loose) => String(standing.failing?.code ?? standing.code)));
    cursor = page.body['nextCursor'];
  }
  return codes;
}

function counted(codes: readonly string[]): Codes {
  const counts = new Map<string, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}
