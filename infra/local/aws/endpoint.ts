import { join } from 'node:path';
import type { JsonObject } from '../../../shared/json.ts';
import { authenticateCaller, type IamCaller } from './authenticate-caller.ts';
import { CallLog, type CallRecord } from './calls.ts';
import { makeDispatch, type Dispatch } from './dispatch.ts';
import { createTables } from './dynamodb/create-tables.ts';
import { openTables, type TableEngine } from './dynamodb/table-engine.ts';
import { tablesService } from './dynamodb/tables-service.ts';
import { eventsService, type EventBridgeEvent } from './events.ts';
import { FaultPlan, type Fault } from './faults.ts';
import { listen, type Listening } from './http-server.ts';
import { iamService } from './iam/iam-service.ts';
import { roleFileIn } from './iam/role-file.ts';
import { idOfDeclared } from './iam/role-record.ts';
import { RoleStore } from './iam/role-store.ts';
import { KeyRing } from './keys.ts';
import type { PolicyDocument } from './policy-document.ts';
import { sessionPrincipal } from './principals.ts';
import { secretFileIn } from './secrets-manager/secret-file.ts';
import { secretsService } from './secrets-manager/secrets-service.ts';
import { SecretStore, type SecretSeed } from './secrets-manager/store.ts';
import type { SignedRequest } from './sigv4.ts';
import type { QueueStore } from './sqs/queue-store.ts';
import { queuesService } from './sqs/queues-service.ts';
import { stsService } from './sts.ts';
import type { LocalRole } from './template-roles.ts';

export type AwsOptions = {
  /** 0: any free port. */
  readonly port: number;
  /** Null: kept in memory. */
  readonly dataDirectory: string | null;
  /** Milliseconds. */
  now(): number;
  /** How far that is ahead of the machine's clock; 0 where left out. */
  aheadMs?(): number;
  readonly account: string;
  /** For requests that are not signed. */
  readonly region: string;
  /** Those that only a template changes. */
  readonly roles: readonly LocalRole[];
  /** What a role's boundary may be, by ARN; none where left out. */
  readonly managedPolicies?: ReadonlyMap<string, PolicyDocument>;
  /** Made where they are not there yet, as CreateTable takes them; none where left out. */
  readonly tables?: readonly JsonObject[];
  /** Opened and closed by the caller; no SQS where left out. */
  readonly queues?: QueueStore;
  onEvent(event: EventBridgeEvent): void;
};
export type AwsEndpoint = {
  readonly url: string;
  close(): Promise<void>;
  /** A function's credentials: what it may do is what its role may. */
  issueKey(role: LocalRole): { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Who signed a request to the API with a key of this stack; null for anybody else. */
  authenticateCaller(request: SignedRequest): IamCaller | null;
  readonly store: { seedSecret(seed: SecretSeed): { readonly arn: string; readonly isNew: boolean } };
  readonly calls: { count(action: string): number; reset(): void; list(): readonly CallRecord[] };
  readonly faults: { set(fault: Fault): void; clear(): void; list(): readonly Fault[] };
};

/**
 * One HTTP server on 127.0.0.1 for every emulated AWS service.
 * @throws Error if the port is taken, or the data directory holds what is not ours or of another version
 */
export async function startAws(options: AwsOptions): Promise<AwsEndpoint> {
  const { account, region, dataDirectory } = options;
  const now = (): number => options.now();
  const onEvent = (event: EventBridgeEvent): void => options.onEvent(event);
  const [keys, calls, faults] = [new KeyRing(), new CallLog(), new FaultPlan()];
  const store = new SecretStore({ scope: { account, region }, file: dataDirectory === null ? null : secretFileIn(dataDirectory), now });
  const roles = roleStoreOf(options, now);
  const tables = openTables({ path: dataDirectory === null ? null : join(dataDirectory, 'dynamodb'), account, region });
  // Known once the endpoint listens, and asked for by requests alone.
  let origin = '';
  // One row per service.
  const services = [
    secretsService({ store, now, onEvent }),
    stsService({ roleWith: (arn) => roles.withArn(arn), keys, now }),
    iamService({ roles, keys, account, now }),
    eventsService({ now, onEvent }),
    tablesService(tables, { account, region }),
    ...(options.queues ? [queuesService({ store: options.queues, home: { account, region }, now, origin: () => origin })] : []),
  ];
  const dispatch = makeDispatch({ services, auth: { keys, account, region, now }, calls, faults });
  const server = await listening(options, tables, dispatch);
  origin = server.url;
  const close = async (): Promise<void> => {
    await server.close();
    await tables.close();
  };
  const caller = { keys, region, now, aheadMs: () => options.aheadMs?.() ?? 0 };
  return {
    url: server.url,
    close,
    issueKey: (role) => issueKey(keys, role),
    authenticateCaller: (request) => authenticateCaller(request, caller),
    store,
    calls,
    faults,
  };
}

/** The tables first: whoever connects finds them. What cannot start gives its folder back. */
async function listening({ port, tables: wanted = [] }: AwsOptions, tables: TableEngine, dispatch: Dispatch): Promise<Listening> {
  try {
    await createTables(tables, wanted);
    return await listen(port, dispatch);
  } catch (error) {
    await tables.close();
    throw error;
  }
}

function roleStoreOf({ account, roles: declared, managedPolicies = new Map(), dataDirectory }: AwsOptions, now: () => number): RoleStore {
  return new RoleStore({ account, declared, managedPolicies, file: dataDirectory === null ? null : roleFileIn(dataDirectory), now });
}

function issueKey(keys: KeyRing, role: LocalRole): { readonly accessKeyId: string; readonly secretAccessKey: string } {
  const tags = new Map<string, string>();
  const session = { role, name: role.logicalId, userId: idOfDeclared(role.arn), tags, transitiveTags: tags, sessionPolicies: [] };
  const { accessKeyId, secretAccessKey } = keys.issue(sessionPrincipal(session));
  return { accessKeyId, secretAccessKey };
}
