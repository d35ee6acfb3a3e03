import type { StorePolicies } from '../../api/types.ts';

/** A policy to be copied: what it is, where it goes, and its JSON. */
export type ReadyDocument = { readonly heading: string; readonly where: string; readonly text: string };

/** The policies of a store, each with the place where it belongs. */
export function documentsOf({ trust, permissions, rehearsal, tagging }: StorePolicies): readonly ReadyDocument[] {
  return [
    ready('Trust policy', 'Put it in place of the trust policy of the reader role; a rehearsal role has the same.', trust),
    ...each('Permissions', 'Attach it to the reader role, as a managed policy.', permissions),
    ...each('Rehearsal permissions', 'Attach it to the rehearsal role, as a managed policy. Without a rehearsal role, leave it.', rehearsal),
    ready('Tagging', 'A sample. Attach it to everyone who may tag secrets: who may tag decides where a secret goes.', tagging),
  ];
}

/** How exactly the permissions were made. */
export function basisText({ basis, complete }: Pick<StorePolicies, 'basis' | 'complete'>): string {
  if (basis === 'accounts_and_regions') return 'The permissions are for all secrets of the accounts and regions of the store.';
  return complete
    ? 'The permissions name exactly the secrets that stored connections use now. When connections come to use others, copy them again.'
    : 'The permissions name the secrets of those connections that could be looked at; there are more connections.';
}

function each(heading: string, where: string, documents: readonly object[]): readonly ReadyDocument[] {
  const named = (index: number): string => (documents.length === 1 ? heading : `${heading}, ${index + 1} of ${documents.length}`);
  return documents.map((document, index) => ready(named(index), where, document));
}

function ready(heading: string, where: string, document: object): ReadyDocument {
  return { heading, where, text: JSON.stringify(document, null, 2) };
}
