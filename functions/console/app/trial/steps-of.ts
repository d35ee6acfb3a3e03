import type { Verification } from '../api/types.ts';

type Name = Verification['steps'][number]['name'];
/** `ms` is null where it was not reached. */
export type Step = { readonly name: Name; readonly end: 'passed' | 'failed' | 'not reached'; readonly ms: number | null };

const USUAL: readonly Name[] = ['find_masks', 'bind', 'fetch_secrets', 'guard', 'probe'];

/** The steps of a test, each once, with what they took together; the last that was begun is the one that failed, where one did. */
export function stepsOf({ status, steps }: Pick<Verification, 'status' | 'steps'>): readonly Step[] {
  const took = new Map<Name, number>();
  for (const { name, ms } of steps) took.set(name, (took.get(name) ?? 0) + ms);
  const failed = status === 'authorized' ? undefined : steps.findLast(({ name }) => name !== 'close')?.name;
  const reached = [...took].map(([name, ms]): Step => ({ name, ms, end: name === failed ? 'failed' : 'passed' }));
  const beyond = USUAL.filter((name) => !took.has(name)).map((name): Step => ({ name, ms: null, end: 'not reached' }));
  return [...reached, ...beyond];
}

/** Before the answer is there. */
export const WAITING: readonly Step[] = USUAL.map((name) => ({ name, ms: null, end: 'not reached' }));
