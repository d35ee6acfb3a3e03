import type { RequestDraft } from '../../../shared/connectors/request-draft.ts';
import { ResolverError } from '../../../shared/errors.ts';

export const inTexts = (texts: Readonly<Record<string, string>>) => (name: string) => texts[name];

export function draftOf(changes: Partial<RequestDraft> = {}): RequestDraft {
  return {
    verb: 'GET',
    destination: { scheme: 'https', host: 'example.amazonaws.com', port: 443, path: '/' },
    path: '/',
    query: '',
    headers: new Map(),
    body: null,
    ...changes,
  };
}

export function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

export function refusedField(sign: () => unknown): string | undefined {
  try {
    sign();
  } catch (error) {
    if (error instanceof ResolverError && error.code === 'value_unusable') return error.where.pointer;
    throw error;
  }
  return 'not refused';
}
