import { randomBytes, randomInt } from 'node:crypto';

import type { Principal } from './principals.ts';
import type { LocalRole } from './template-roles.ts';

export type IssuedKey = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Only of temporary keys. */
  readonly sessionToken: string | null;
  readonly expiresAtMs: number | null;
  readonly principal: Principal;
};

// Recognisable: a key of an earlier run must be refused, not taken for the administrator's.
const LONG_LIVED = 'AKIALOCAL';
const TEMPORARY = 'ASIALOCAL';
const ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const ID_LENGTH = 20;

/** The access keys this stack issued. In memory only: they end with the process. */
export class KeyRing {
  readonly #keys = new Map<string, IssuedKey>();

  issue(principal: Principal): IssuedKey {
    return this.#add({ accessKeyId: newId(LONG_LIVED), sessionToken: null, expiresAtMs: null, principal });
  }

  /** `keepFromMs`: sessions that ended before it are forgotten, so that a long run does not grow. */
  issueTemporary(
    principal: Principal,
    times: { readonly expiresAtMs: number; readonly keepFromMs: number },
  ): IssuedKey & { readonly sessionToken: string; readonly expiresAtMs: number } {
    for (const [id, key] of this.#keys) if (key.expiresAtMs !== null && key.expiresAtMs < times.keepFromMs) this.#keys.delete(id);
    return this.#add({ accessKeyId: newId(TEMPORARY), sessionToken: randomBytes(96).toString('base64'), expiresAtMs: times.expiresAtMs, principal });
  }

  find(accessKeyId: string): IssuedKey | undefined {
    return this.#keys.get(accessKeyId);
  }

  /** The sessions of a deleted role end with it. */
  forgetRole(role: LocalRole): void {
    for (const [id, { principal }] of this.#keys) if (principal.session?.role === role) this.#keys.delete(id);
  }

  #add<K extends Omit<IssuedKey, 'secretAccessKey'>>(key: K): K & IssuedKey {
    const issued = { ...key, secretAccessKey: randomBytes(30).toString('base64') };
    this.#keys.set(issued.accessKeyId, issued);
    return issued;
  }
}

/** True of ids that only this kind of stack hands out. */
export function looksIssued(accessKeyId: string): boolean {
  return accessKeyId.startsWith(LONG_LIVED) || accessKeyId.startsWith(TEMPORARY);
}

/** A unique id as IAM forms them: a prefix, then letters and digits of base 32, 20 or 21 in all. */
export function newId(prefix: string, length = ID_LENGTH): string {
  return prefix + Array.from({ length: length - prefix.length }, () => ID_ALPHABET[randomInt(ID_ALPHABET.length)]).join('');
}
