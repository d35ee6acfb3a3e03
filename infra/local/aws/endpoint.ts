import type { LocalRole } from './template-roles.ts';
import { CallLog, type CallRecord } from './calls.ts';
import { makeDispatch } from './dispatch.ts';
import { eventsService, type EventBridgeEvent } from './events.ts';
import { FaultPlan, type Fault } from './faults.ts';
import { listen } from './http-server.ts';
import { KeyRing, newId } from './keys.ts';
import { sessionPrincipal } from './principals.ts';
import { secretFileIn } from './secrets-manager/secret-file.ts';
import { secretsService } from './secrets-manager/secrets-service.ts';
import { SecretStore, type SecretSeed } from './secrets-manager/store.ts';
import { stsService } from './sts.ts';

export type AwsOptions = {
  /** 0: any free port. */
  readonly port: number;
  /** Null: kept in memory. */
  readonly dataDirectory: string | null;
  /** Milliseconds. */
  now(): number;
  readonly account: string;
  /** For requests that are not signed. */
  readonly region: string;
  readonly roles: readonly LocalRole[];
  onEvent(event: EventBridgeEvent): void;
};
export type AwsEndpoint = {
  readonly url: string;
  close(): Promise<void>;
  /** A function's credentials: what it may do is what its role may. */
  issueKey(role: LocalRole): { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly store: { seedSecret(seed: SecretSeed): { readonly arn: string; readonly isNew: boolean } };
  readonly calls: { count(action: string): number; reset(): void; list(): readonly CallRecord[] };
  readonly faults: { set(fault: Fault): void; clear(): void; list(): readonly Fault[] };
};

/**
 * One HTTP server on 127.0.0.1 for every emulated AWS service.
 * @throws Error if the port is taken, or the data directory holds a file that is not ours
 */
export async function startAws(options: AwsOptions): Promise<AwsEndpoint> {
  const { account, region, roles, dataDirectory } = options;
  const now = (): number => options.now();
  const onEvent = (event: EventBridgeEvent): void => options.onEvent(event);
  const [keys, calls, faults] = [new KeyRing(), new CallLog(), new FaultPlan()];
  const store = new SecretStore({ scope: { account, region }, file: dataDirectory === null ? null : secretFileIn(dataDirectory), now });
  // One row per service: the next one (tables, queues) is one more row.
  const services = [secretsService({ store, now, onEvent }), stsService({ roles, keys, now }), eventsService({ now, onEvent })];
  const dispatch = makeDispatch({ services, auth: { keys, account, region, now }, calls, faults });
  const server = await listen(options.port, dispatch);
  return { ...server, issueKey: (role) => issueKey(keys, role), store, calls, faults };
}

function issueKey(keys: KeyRing, role: LocalRole): { readonly accessKeyId: string; readonly secretAccessKey: string } {
  const session = {
    role,
    name: role.logicalId,
    userId: newId('AROALOCAL', 21),
    tags: new Map<string, string>(),
    transitiveTags: new Map<string, string>(),
    sessionPolicies: [],
  };
  const { accessKeyId, secretAccessKey } = keys.issue(sessionPrincipal(session));
  return { accessKeyId, secretAccessKey };
}
