import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect } from 'vitest';
import { freshToken, type Leak, leaksIn } from '../canary.ts';
import { maskOf } from '../product.ts';
import type { Visit } from './listeners.ts';
import type { Loose } from './protocol.ts';
import { startWorld, type World } from './world.ts';

/** A secret of one key `k`. */
export type WorldSecret = { readonly arn: string; readonly value: string; readonly mask: string };

/** The world of one test file; what the product answered is searched for the file's secrets at its end. */
export class UsedWorld {
  #world: World | null = null;
  readonly #answers: string[] = [];
  readonly #secrets = new Set<string>();

  get inside(): World {
    if (!this.#world) throw new Error('The world has not begun.');
    return this.#world;
  }

  async begin(): Promise<void> {
    this.#world = await startWorld();
  }

  /** Where a secret stands in an answer. */
  async end(): Promise<readonly Leak[]> {
    await this.#world?.close();
    return leaksIn(new Map([['answers', this.#answers.join('\n')]]), this.#secrets);
  }

  async test(body: Loose): Promise<Loose> {
    const answer = await this.inside.call('POST /v1/connections/test', { project: 'demo', ...body });
    this.#answers.push(JSON.stringify(answer.body));
    return answer.body;
  }

  async secret(hosts: string): Promise<WorldSecret> {
    const value = freshToken();
    this.#secrets.add(value);
    const { ARN: arn } = await this.inside.askAws('CreateSecret', {
      Name: `world-${randomUUID()}`,
      ClientRequestToken: randomUUID(),
      SecretString: JSON.stringify({ k: value }),
      Tags: [{ Key: 'connection-hosts', Value: hosts }],
    });
    return { arn, value, mask: maskOf('k', arn) };
  }
}

export function useWorld(): UsedWorld {
  const world = new UsedWorld();
  beforeAll(() => world.begin());
  afterAll(async () => expect(await world.end(), 'no secret of this world stands in an answer').toEqual([]));
  return world;
}

/** Whether any form of a secret was received. */
export function holds({ received }: Visit, secrets: readonly WorldSecret[]): boolean {
  const values = secrets.map(({ value }) => value);
  return leaksIn(new Map([['received', received]]), values).length > 0;
}

/** Each of them in its turn, a few at a time. */
export async function forEach<Item>(items: readonly Item[], act: (item: Item) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) await act(items[at]!);
  };
  await Promise.all(Array.from({ length: 6 }, worker));
}
