import type { Connector, HostKind, Method } from './connector.ts';

/** 1 to 128 printable characters, not only spaces. A longer one is none: a part of it could be another's. */
export const IDENTITY = /^(?=.*\S)[^\p{C}\p{Zl}\p{Zp}]{1,128}$/u;

type Way = { readonly connector: Connector; readonly method: Method };

/** Where the probe's answer names the account. */
export function identityPath({ connector, method }: Way): string | undefined {
  return method.identity ?? connector.identity;
}

/** Whether the account is named at all, and by a host of the vendor's: a customer's could say anything. */
export function isNamed(way: Way, kind: HostKind | null): boolean {
  return identityPath(way) !== undefined && kind !== 'customer' && kind !== null;
}
