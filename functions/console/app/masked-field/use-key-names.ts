import { useEffect, useRef, useState } from 'preact/hooks';
import { type ApiFailure, failureIn } from '../api/failure.ts';
import type { SecretKeys } from '../api/types.ts';
import { useSession } from '../session.ts';

/** The names of a secret's keys, as far as they are known. */
export type KeyNames = { readonly names: readonly string[] | null; readonly failure: ApiFailure | null; readonly isAsking: boolean };

const UNASKED: KeyNames = { names: null, failure: null, isAsking: false };

/** Asks once for each secret: every answer is a use of it, and stands in the audit. */
export function useKeyNames(arn: string | null, project: string): KeyNames {
  const { api } = useSession();
  const known = useRef(new Map<string, readonly string[]>());
  const [asked, setAsked] = useState(UNASKED);
  useEffect(() => {
    const names = known.current.get(arn ?? '');
    if (arn === null || names) {
      setAsked({ ...UNASKED, names: names ?? null });
      return undefined;
    }
    const stopper = new AbortController();
    setAsked({ ...UNASKED, isAsking: true });
    api.ask<SecretKeys>('POST /v1/secrets/keys', { body: { arn, project }, signal: stopper.signal }).then(
      ({ body }) => {
        known.current.set(arn, body.keys);
        if (!stopper.signal.aborted) setAsked({ ...UNASKED, names: body.keys });
      },
      (error: unknown) => {
        if (!stopper.signal.aborted) setAsked({ ...UNASKED, failure: failureIn(error) });
      },
    );
    return () => stopper.abort();
  }, [arn, project]);
  return asked;
}
