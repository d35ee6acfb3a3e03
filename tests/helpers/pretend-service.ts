import type { Connection } from '../../shared/connections/connection.ts';
import type { Connector } from '../../shared/connectors/connector.ts';
import { bind } from '../../shared/egress/bind.ts';
import type { OutgoingRequest, TargetResponse } from '../../shared/egress/exchange.ts';
import { guard } from '../../shared/egress/guard.ts';
import type { JsonObject } from '../../shared/json.ts';
import { Secret } from '../../shared/secrets/secret.ts';
import type { VerifyDeps } from '../../shared/verify-deps.ts';
import { asRequest } from './outgoing.ts';

export const SERVICE_ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:pretend-FsmeTs';
export const serviceMask = (key: string): string => `{{workato:sm:${key}:${SERVICE_ARN}}}`;

/** What a target saw of a request, in plain text. */
export type Arrived = {
  readonly verb: string;
  readonly host: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
};
type Answer = (arrived: Arrived) => TargetResponse | Promise<TargetResponse>;

export const jsonAnswer = (httpStatus: number, body: unknown, headers: Readonly<Record<string, string>> = {}): TargetResponse => ({
  httpStatus,
  headers: new Map(Object.entries({ 'content-type': 'application/json', ...headers })),
  bodyText: typeof body === 'string' ? body : JSON.stringify(body),
});

export type PretendService = {
  readonly deps: VerifyDeps;
  readonly arrived: readonly Arrived[];
  readonly connection: Connection;
};

type Pretence = {
  readonly answer: Answer;
  /** By key name. */
  readonly values: Readonly<Record<string, string>>;
  readonly config: JsonObject;
  /** The owner's tag. */
  readonly hosts: string;
  readonly over?: Partial<VerifyDeps>;
};

/** A service as data whose answers a test makes up: the real path, bind and guard, and no socket. */
export function pretendService(connector: Connector, { answer, values, config, hosts, over = {} }: Pretence): PretendService {
  const arrived: Arrived[] = [];
  const tagsOf = async () => ({ tags: new Map([['connection-hosts', hosts]]), readAtMs: 0 });
  const policy = { privateCidrs: [], furtherPorts: [], localTargets: [] };
  const deps: VerifyDeps = {
    catalogue: { get: (id) => (id === connector.id ? connector : undefined), list: () => [] },
    scope: { accounts: ['137149879143'], regions: ['us-east-1'] },
    now: () => Date.UTC(2026, 10, 23),
    elapsedMs: () => 0,
    uuid: () => '00000000-0000-4000-8000-000000000000',
    bind: (request) => bind(request, { tagsOf, untagged: { mode: 'denied' }, now: () => 0 }),
    fetchSecrets: async ({ masks }) => ({
      valueOf: ({ keyName }) => new Secret(values[keyName]!),
      uses: masks.map(({ secretArn, keyName, pointer }) => ({ arn: secretArn, key: keyName, field: pointer, versionId: 'v1', versionStage: 'AWSCURRENT' })),
      wasCached: false,
    }),
    withinBudget: (_, send) => send(),
    guard: (request) => guard(request, { policy, resolve: async () => ['93.184.215.14'] }),
    probe: async ({ destination }, request) => {
      arrived.push(seenBy(destination.host, asRequest(request)));
      return answer(arrived.at(-1)!);
    },
    begin: async () => {},
    end: async (_, verification) => verification,
    ...over,
  };
  const connection = { id: null, connector: connector.id, method: undefined, project: 'demo', config };
  return { deps, arrived, connection };
}

function seenBy(host: string, { method, pathAndQuery, headers, body }: OutgoingRequest): Arrived {
  const texts = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()]));
  return { verb: method, host, target: pathAndQuery.reveal(), headers: texts, body: body?.reveal() ?? null };
}
