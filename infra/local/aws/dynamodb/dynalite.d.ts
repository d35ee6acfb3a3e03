// The insides of dynalite 4.0.0 that are used without its HTTP server, which checks no signature.
declare module 'dynalite/db/index.js' {
  export type Done = (error: unknown, output?: unknown) => void;
  export type Write = { readonly type: 'put' | 'del'; readonly key: string; readonly value?: unknown };
  /** Keys or values of a range, in order; so many at a time. */
  export type Some = { nextv(size: number): Promise<readonly unknown[]>; close(): Promise<void> };
  /**
   * The LevelDB itself. What is put in the place of one of its functions, dynalite calls, and the LevelDB too:
   * with options for `done`, and awaiting it, for what was asked of it before it was open.
   */
  export type Level = {
    readonly status: string;
    readonly supports: { readonly getSync?: boolean };
    get: (key: string, done: Done | object) => unknown;
    getSync: (key: string) => unknown;
    put: (key: string, value: unknown, done: Done | object) => unknown;
    del: (key: string, done: Done | object) => unknown;
    batch: (writes: readonly Write[], done: Done) => void;
    keys: (range: object) => Some;
    values: (range: object) => Some;
    createValueStream: (range: { readonly limit?: number }) => NodeJS.ReadableStream;
  };
  /** A table's or an index's part of it. */
  export type Part = {
    put: (key: string, value: unknown, done: Done) => void;
    del: (key: string, done: Done) => void;
  };
  export type Store = {
    readonly db: Level;
    readonly tableDb: Part & { awsAccountId: string; awsRegion: string; createKeyStream: () => NodeJS.ReadableStream };
    readonly lifecycleManager: { gracefulClose(): Promise<void> };
    readonly getTable: (name: string, done: Done) => void;
    readonly getItemDb: (table: string) => Part;
    readonly getIndexDb: (kind: string, table: string, index: string) => Part;
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
