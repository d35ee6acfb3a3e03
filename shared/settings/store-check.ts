import { type Fix, type ProblemCode, ResolverError, type VerdictCode, type VerdictRow, VERDICTS } from '../errors.ts';

/** Of the role that reads current versions, and of the one for versions to come. */
export type RoleName = 'role' | 'rehearsal_role';
export type CheckName = RoleName | 'external_id' | 'rehearsal_external_id' | 'scope' | 'tags' | 'read' | 'decrypt';

/** One thing that was tried of a store; of one secret, or of the store as a whole (`secretArn` null). */
export type StoreCheck = {
  readonly name: CheckName;
  readonly secretArn: string | null;
  readonly status: 'ok' | 'failed' | 'skipped';
  readonly code: VerdictCode | ProblemCode | null;
  readonly message: string;
  readonly fix: Fix | null;
  /** What AWS may have meant where it only says denied. */
  readonly possibleCauses: readonly string[];
};

type About = Pick<StoreCheck, 'name' | 'secretArn'>;
type Trouble = { readonly code: StoreCheck['code']; readonly message: string; readonly fix: Fix | null };

export function passed(about: About, message: string): StoreCheck {
  return { ...about, status: 'ok', code: null, message, fix: null, possibleCauses: [] };
}

/** Not tried, or tried without an outcome. */
export function skipped(about: About, message: string, code: StoreCheck['code'] = null): StoreCheck {
  return { ...about, status: 'skipped', code, message, fix: null, possibleCauses: [] };
}

export function failed(about: About, trouble: Trouble, possibleCauses: readonly string[] = []): StoreCheck {
  return { ...about, status: 'failed', ...trouble, possibleCauses };
}

/** As a verification that ends so would say it. */
export function troubleOf({ code, where }: ResolverError): Trouble {
  const row: VerdictRow = VERDICTS[code];
  return { code, message: row.message(where), fix: row.fix?.(where) ?? null };
}

/** What `work` gives, or the error of ours that it threw. */
export async function orTrouble<T>(work: Promise<T>): Promise<T | ResolverError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ResolverError) return error;
    throw error;
  }
}
