/** Which versions of its secrets a test goes by: the current ones; those to come, wherever there is one; or that of one secret, and the others as they are. */
export type StageChoice = 'current' | 'pending' | { readonly pendingOf: string };
