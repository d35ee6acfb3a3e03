// The insides of dynalite 4.0.0 that are used without its HTTP server, which checks no signature.
declare module 'dynalite/db/index.js' {
  export type Store = {
    readonly tableDb: { awsAccountId: string; awsRegion: string };
    readonly lifecycleManager: { gracefulClose(): Promise<void> };
  };
  type Options = { readonly path?: string; readonly createTableMs: number; readonly deleteTableMs: number; readonly updateTableMs: number };
  const db: { create(options: Options): Store };
  export default db;
}

declare module 'dynalite/validations/index.js' {
  import type { Store } from 'dynalite/db/index.js';

  const validations: {
    checkTypes(input: object, types: object): object;
    checkValidations(input: object, types: object, custom: unknown, store: Store): void;
  };
  export default validations;
}
