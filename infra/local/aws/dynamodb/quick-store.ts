import { Readable } from 'node:stream';
import type { Done, Level, Part, Some, Store, Write } from 'dynalite/db/index.js';

const ignore = (): void => undefined;

/** The store as dynalite's actions on tables see it, and as those on items do: the same data. */
export type Stores = { readonly forTables: Store; forItems(): Store };

/**
 * Puts quicker reading under dynalite, and has each write of an item arrive together with its indexes or not at all:
 * a process that is killed between the two would leave an item that no index knows.
 */
export function quickStores(store: Store): Stores {
  readAtOnce(store.db);
  readInChunks(store);
  const take = taking(store.db);
  const getTable = knownTables(store);
  return { forTables: store, forItems: () => inOnePiece({ ...store, getTable }, take) };
}

/** A page is many small reads, mostly of what is in memory: a thread and a promise for each of them cost more than the reading. */
function readAtOnce(db: Level): void {
  const get = db.get.bind(db);
  db.get = (key, done) => {
    if (typeof done !== 'function' || db.status !== 'open' || !db.supports.getSync) return get(key, done);
    let read: readonly [error: unknown, value?: unknown];
    try {
      read = [null, db.getSync(key)];
    } catch (error) {
      read = [error];
    }
    return queueMicrotask(() => done(...read));
  };
}

const CHUNK = 128;
const TABLES = { gte: 'table~', lt: 'table~~' };

/** Ranges, many entries at a time; for the names of tables, not all keys there are. */
function readInChunks({ db, tableDb }: Store): void {
  db.createValueStream = (range) => streamOf(db.values(range));
  tableDb.createKeyStream = () => streamOf(db.keys(TABLES), (key) => String(key).slice(TABLES.gte.length));
}

function streamOf(some: Some, shown = (entry: unknown): unknown => entry): Readable {
  return new Readable({
    objectMode: true,
    read() {
      some.nextv(CHUNK).then(
        (entries) => (entries.length === 0 ? [null] : entries.map(shown)).forEach((entry) => this.push(entry)),
        (error: Error) => this.destroy(error),
      );
    },
    destroy: (error, done) => void some.close().then(() => done(error), done),
  });
}

/** A table's description, parsed once for as long as it stays the same. Only actions on tables change one, and none of those asks here. */
function knownTables({ tableDb, getTable }: Store): Store['getTable'] {
  const known = new Map<string, unknown>();
  let changes = 0;
  const { put, del } = tableDb;
  const changed = (done: Done): Done => {
    const forget = (): void => {
      changes += 1;
      known.clear();
    };
    forget();
    return (...outcome) => {
      forget();
      done(...outcome);
    };
  };
  tableDb.put = (key, value, done) => put(key, value, changed(done));
  tableDb.del = (key, done) => del(key, changed(done));
  return (name, done) => {
    if (known.has(name)) return done(null, known.get(name));
    const before = changes;
    getTable(name, (error, table) => {
      if (!error && changes === before) known.set(name, table);
      done(error, table);
    });
  };
}

type Take = (write: () => void) => Write;

/** A write as it would reach the LevelDB, with its whole key, and not made. */
function taking(db: Level): Take {
  let taken: Write[] | null = null;
  const [put, del] = [db.put.bind(db), db.del.bind(db)];
  db.put = (key, value, done) => (taken ? taken.push({ type: 'put', key, value }) : put(key, value, done));
  db.del = (key, done) => (taken ? taken.push({ type: 'del', key }) : del(key, done));
  return (write) => {
    const writes: Write[] = [];
    taken = writes;
    write();
    taken = null;
    const [only] = writes;
    if (!only) throw new Error('A part of the LevelDB did not write.');
    return only;
  };
}

/** For one action on one item: what it writes to indexes waits for the item, which it writes last. */
function inOnePiece(store: Store, take: Take): Store {
  const writes: Write[] = [];
  const getIndexDb = (kind: string, table: string, index: string): Part => {
    const part = store.getIndexDb(kind, table, index);
    const hold = (write: () => void, done: Done): void => {
      writes.push(take(write));
      done(null);
    };
    return {
      ...part,
      put: (key, value, done) => hold(() => part.put(key, value, ignore), done),
      del: (key, done) => hold(() => part.del(key, ignore), done),
    };
  };
  const getItemDb = (table: string): Part => {
    const part = store.getItemDb(table);
    const release = (write: () => void, done: Done): void => store.db.batch([...writes, take(write)], done);
    return {
      ...part,
      put: (key, value, done) => release(() => part.put(key, value, ignore), done),
      del: (key, done) => release(() => part.del(key, ignore), done),
    };
  };
  return { ...store, getItemDb, getIndexDb };
}
