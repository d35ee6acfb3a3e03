import { AwsError } from '../aws-error.ts';

export type Page<T> = { readonly items: readonly T[]; /** To spread into an answer: NextToken, or nothing. */ readonly next: { readonly NextToken?: string } };

/** `max` items from where the token says. @throws AwsError InvalidNextTokenException */
export function pageOf<T>(all: readonly T[], { max, token }: { readonly max: number; readonly token: string | undefined }): Page<T> {
  const start = token === undefined ? 0 : startIn(token);
  const end = start + max;
  return { items: all.slice(start, end), next: end < all.length ? { NextToken: Buffer.from(`from:${end}`).toString('base64url') } : {} };
}

function startIn(token: string): number {
  const start = /^from:(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (start === undefined) throw new AwsError('InvalidNextTokenException', 'Invalid NextToken');
  return Number(start);
}
