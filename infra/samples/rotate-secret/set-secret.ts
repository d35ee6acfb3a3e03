import { RotationError } from './rotation-error.ts';

/** The value of the rotated key as the service knows it, and the one it is to take beside it. */
export type NewCredential = { readonly current: string; readonly pending: string };
/** May be called again with the same values: Secrets Manager repeats a step that failed. */
export type SetSecret = (credential: NewCredential) => Promise<void>;

const LONGEST_MS = 10_000;

/**
 * YOURS TO FILL IN: makes the service accept the new value, while the old one, which everybody still uses, goes on working.
 * A service that knows one value at a time needs a second account to alternate with; else connections break between this step and the last.
 *
 * This demonstration sends the new token to an address of the service, with the old one as proof.
 */
export function demoSetSecret(adminUrl: string): SetSecret {
  return async ({ current, pending }) => {
    const response = await fetch(adminUrl, {
      method: 'PUT',
      headers: { authorization: `Bearer ${current}`, 'content-type': 'application/json' },
      body: JSON.stringify({ token: pending }),
      redirect: 'error',
      signal: AbortSignal.timeout(LONGEST_MS),
    }).catch(() => {
      throw new RotationError('The service did not answer when it was told the new value.');
    });
    await response.body?.cancel();
    if (!response.ok) throw new RotationError(`The service answered ${response.status} when it was told the new value.`);
  };
}
