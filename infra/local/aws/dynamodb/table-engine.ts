import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import db, { type Done, type Store } from 'dynalite/db/index.js';
import validations from 'dynalite/validations/index.js';
import { isJsonObject, type JsonObject } from '../../../../shared/json.ts';
import { AwsError } from '../aws-error.ts';
import { quickStores, type Stores } from './quick-store.ts';

export type EngineOptions = {
  /** Folder of the LevelDB; null: in memory. */
  readonly path: string | null;
  readonly account: string;
  readonly region: string;
};
export type TableEngine = {
  /** @throws AwsError as DynamoDB would answer */
  run(action: string, input: JsonObject): Promise<JsonObject>;
  close(): Promise<void>;
};
type Rules = { readonly types: object; readonly custom?: unknown };
type Action = (store: Store, input: object, done: Done) => void;

export const ACTIONS = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetItem',
  'ListTables',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
  'UpdateTable',
] as const;
/** Each reads or writes items, and writes one at most. */
const ON_ITEMS: ReadonlySet<string> = new Set(['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan', 'UpdateItem']);

const load = createRequire(import.meta.url);

/** DynamoDB's tables as dynalite keeps them, called in process. Its server is left out: it answers anybody. */
export function openTables({ path, account, region }: EngineOptions): TableEngine {
  if (path !== null) mkdirSync(path, { recursive: true, mode: 0o700 }); // LevelDB would let everyone read
  const store = db.create({ ...(path !== null && { path }), createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  Object.assign(store.tableDb, { awsAccountId: account, awsRegion: region });
  const stores = quickStores(store);
  return { run: (action, input) => run(stores, action, input), close: () => store.lifecycleManager.gracefulClose() };
}

async function run(stores: Stores, name: string, input: JsonObject): Promise<JsonObject> {
  const file = `${name.charAt(0).toLowerCase()}${name.slice(1)}.js`;
  const rules: Rules = load(`dynalite/validations/${file}`);
  const action: Action = load(`dynalite/actions/${file}`);
  const store = ON_ITEMS.has(name) ? stores.forItems() : stores.forTables;
  try {
    const checked = validations.checkTypes(structuredClone(input), rules.types);
    validations.checkValidations(checked, rules.types, rules.custom, store);
    const output = await new Promise<unknown>((resolve, reject) => {
      action(store, checked, (error, answer) => (error ? reject(error) : resolve(answer)));
    });
    return isJsonObject(output) ? output : {};
  } catch (error) {
    throw awsErrorOf(error) ?? error;
  }
}

/** "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException" */
function awsErrorOf(error: unknown): AwsError | null {
  const body: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'body') : undefined;
  const status: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'statusCode') : undefined;
  if (!isJsonObject(body) || typeof body['__type'] !== 'string') return null;
  const { message, Message = message } = body;
  return new AwsError(body['__type'].replace(/^.*#/, ''), typeof Message === 'string' ? Message : '', typeof status === 'number' ? status : 400);
}
