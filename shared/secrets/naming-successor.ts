import { ResolverError } from '../errors.ts';
import { formatMask } from '../masks/mask.ts';
import type { LocatedMask } from '../masks/secret-reference.ts';

export type SuccessorDeps = { readonly masks: readonly LocatedMask[]; readonly successorOf: (arn: string) => Promise<string | null> };

/**
 * Runs what needs the secrets of these masks. Where one is missing and another secret has its name by now, the error says so, with the mask to
 * write instead: nobody follows it unasked. At most one question, about the secret of the error.
 * @throws whatever `work` throws
 */
export async function namingSuccessor<T>(work: () => Promise<T>, deps: SuccessorDeps): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw await named(error, deps);
  }
}

async function named(error: unknown, { masks, successorOf }: SuccessorDeps): Promise<unknown> {
  if (!(error instanceof ResolverError) || (error.code !== 'secret_not_found' && error.code !== 'secret_access_denied')) return error;
  const mask = masks.find(({ secretArn }) => secretArn === error.where.arn);
  if (mask === undefined || error.where.successor !== undefined) return error;
  // The refusal stands where nothing more can be learned.
  const successor = await successorOf(mask.secretArn).catch(() => null);
  if (successor === null) return error;
  return new ResolverError(error.code, { ...error.where, successor, rewrite: formatMask({ ...mask, secretArn: successor }) });
}
