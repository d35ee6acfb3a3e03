import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { guard } from '../../../shared/egress/guard.ts';
import { verdictOfNetworkError } from '../../../shared/egress/network-errors.ts';
import { PROBLEMS, VERDICTS } from '../../../shared/errors.ts';
import { inBackground } from '../../../shared/in-background.ts';
import { json, replying } from '../../../shared/http/reply.ts';
import { logFailure } from '../../../shared/log.ts';
import { tellReceiver } from '../../../shared/notices/tell-receiver.ts';
import { freshToken } from '../../helpers/canary.ts';
import { captureLog } from '../../helpers/captured-log.ts';
import { bindNothing, connectorWith, hosted } from '../../helpers/egress-fixtures.ts';
import type { Loose } from '../../helpers/product.ts';
import { type Handlers, NEW, startHandlers, type Told } from '../../helpers/stored-connections.ts';
import { EVENT, sendingWith } from '../notices/fixtures.ts';
import { CRM, failureOf, JIRA, maskOf, pretendAws, type PretendAws, READER, vaultsNow } from '../secrets/pretend-aws.ts';
import { DRIVER_SPOTS, ERROR_SPOTS, quotes, shownOf, thrownAt } from './native-errors.ts';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';

type Spot = readonly [name: string, spot: (secret: string) => unknown];
const SPOTS: readonly Spot[] = [...Object.entries(ERROR_SPOTS), ...Object.entries(DRIVER_SPOTS)];
const CODES: ReadonlySet<string> = new Set([...Object.keys(VERDICTS), ...Object.keys(PROBLEMS)]);
/** Those whose error says what is wrong and not with what. */
const DISCREET = [
  'URLSearchParams',
  'atob',
  'Symbol',
  'Date',
  'decodeURIComponent',
  'path of a request',
  'value of a header',
  'createPrivateKey',
  'X509Certificate',
  'inflate',
];

let handlers: Handlers;
let aws: PretendAws;
let stored: Told;
beforeAll(async () => {
  handlers = await startHandlers({ POWERTOOLS_LOG_LEVEL: 'INFO' });
  vi.restoreAllMocks();
  stored = await handlers.call('POST /v1/connections', { body: NEW });
});
beforeEach(() => {
  aws = pretendAws();
});
afterEach(() => {
  aws.restore();
  vi.restoreAllMocks();
});

/** What came out of a boundary: the answer, and a code where it has one. */
type Out = { readonly text: string; readonly code: string };
type Boundary = (thrown: unknown) => Promise<Out>;

const outOf = ({ text, body }: Told): Out => ({ text, code: body['code'] ?? body['status'] });
const askTest = (): Promise<Told> => handlers.call('POST /v1/connections/test', { body: { connector: NEW.connector, config: NEW.config } });
const askStored = (): Promise<Told> => handlers.call('POST /v1/connections/{id}/test', { id: stored.body['id'] });

/** A part of a test by hand that fails. */
function partOf(name: 'bind' | 'fetchSecrets' | 'withinBudget' | 'guard' | 'probe' | 'uuid', ask: () => Promise<Told>): Boundary {
  return async (thrown) => {
    const parts: Record<string, unknown> = handlers.target.deps;
    const own = parts[name];
    parts[name] = () => (name === 'uuid' ? raise(thrown) : Promise.reject(thrown));
    try {
      return outOf(await ask());
    } finally {
      parts[name] = own;
    }
  };
}

function storeOf(part: 'connections' | 'verifications' | 'idempotency', method: string, ask: () => Promise<Told>): Boundary {
  return async (thrown) => {
    const store: Loose = handlers.stores[part];
    vi.spyOn(store, method).mockRejectedValue(thrown);
    return outOf(await ask());
  };
}

function raise(thrown: unknown): never {
  throw thrown;
}

/** What a ResolverError shows, and its code. */
async function failing(work: Promise<unknown>): Promise<Out> {
  const failure = await failureOf(work);
  return { text: shownOf(failure), code: failure.code };
}

const fetching = (): Promise<Out> =>
  failing(
    vaultsNow()
      .vaultFor(READER)
      .fetchSecrets([maskOf(JIRA, 'token')]),
  );

const BOUNDARIES: Readonly<Record<string, Boundary>> = {
  'the reply of a handler': async (thrown) => {
    const { body = '' } = await replying(async () => json(200, await Promise.reject(thrown)))({
      routeKey: 'GET /x',
      requestContext: { requestId: 'req-1' },
    });
    return { text: body, code: JSON.parse(body).code };
  },
  'the Logger': async (thrown) => {
    logFailure(thrown, 'req-1');
    return { text: '', code: 'internal_error' };
  },
  'a handler that nobody waits for': async (thrown) => {
    const told: unknown = await inBackground(() => Promise.reject(thrown))({}, { awsRequestId: 'req-1' }).catch((error: unknown) => error);
    return { text: shownOf(told), code: 'internal_error' };
  },
  'a notice that is sent': async (thrown) => {
    const deps = { ...sendingWith().deps, probe: () => Promise.reject(thrown), requestId: 'req-1' };
    const told: unknown = await tellReceiver(EVENT, deps).catch((error: unknown) => error);
    return { text: shownOf(told), code: told instanceof Error ? told.message : '' };
  },
  'the binding': partOf('bind', askTest),
  'the vault as the path sees it': partOf('fetchSecrets', askTest),
  'the budget': partOf('withinBudget', askTest),
  'the guard': partOf('guard', askTest),
  'the probe': partOf('probe', askTest),
  'the probe of a stored connection': partOf('probe', askStored),
  'the clock and its likes': partOf('uuid', askTest),
  'the table of connections': storeOf('connections', 'get', askStored),
  'the record of a test before it': storeOf('verifications', 'begin', askTest),
  'the record of a test after it': storeOf('verifications', 'end', askTest),
  'the record of what was answered': storeOf('idempotency', 'claim', () =>
    handlers.call('POST /v1/connections/test', { body: { connector: NEW.connector, config: NEW.config }, headers: { 'idempotency-key': 'k' } }),
  ),
  'the names of hosts': async (thrown) => {
    const destination = hosted('https://api.acme.test/');
    const policy = { privateCidrs: [], furtherPorts: [], localTargets: [] };
    const connector = connectorWith({ ports: [443] });
    return failing(guard({ connector, destination, binding: await bindNothing() }, { policy, resolve: () => Promise.reject(thrown) }));
  },
  'the socket': async (thrown) => ({ text: '', code: verdictOfNetworkError(thrown, true) }),
  'Secrets Manager, asked for a value': (thrown) => {
    aws.secretsManager.onAnyCommand().callsFake(() => Promise.reject(thrown));
    return fetching();
  },
  'Secrets Manager, asked for tags': (thrown) => {
    aws.secretsManager.on(DescribeSecretCommand).callsFake(() => Promise.reject(thrown));
    return failing(vaultsNow().vaultFor(READER).tagsOf(CRM));
  },
  'the session': (thrown) => {
    aws.sts.on(AssumeRoleCommand).callsFake(() => Promise.reject(thrown));
    return fetching();
  },
};

/** Where no error is lost, but is a fact that the boundary makes a code of: no line in the log. */
const UNLOGGED = new Set(['the names of hosts', 'the socket', 'Secrets Manager, asked for a value', 'Secrets Manager, asked for tags', 'the session']);

/** An error, and what may be put around it. */
function wrapped(error: unknown, secret: string): Readonly<Record<string, unknown>> {
  return {
    itself: error,
    'the cause of another': new Error('outer', { cause: new Error('inner', { cause: error }) }),
    'one of several': new AggregateError([error, new Error(secret)], `several: ${secret}`),
  };
}

/** What else may be thrown. */
function others(secret: string): Readonly<Record<string, unknown>> {
  return {
    'with properties of an SDK': Object.assign(new Error(secret), {
      name: 'ServiceException',
      input: secret,
      $response: { body: secret, headers: { authorization: secret } },
      $metadata: { httpStatusCode: 500, requestId: secret },
      code: 'ECONNRESET',
    }),
    'with lines like a stack': new Error(`x\n    at ${secret} (file:///${secret}.ts:1:1)\n    at file:///${secret}.js:2:2`),
    'with a stack of its own': Object.assign(new Error('x'), { stack: `Error: y\n    at ${secret} (file:///${secret}.ts:1:1)` }),
    'with a class of its own': Object.assign(Object.create(Error.prototype), { constructor: { name: `${secret} ` }, message: secret, stack: { secret } }),
    'a text': secret,
    'an object': { message: secret, name: secret, code: secret, stack: `    at ${secret} (file:///${secret}.ts:1:1)`, issues: [{ code: secret, where: {} }] },
    'a function': Object.assign(() => secret, { message: secret }),
    'a symbol': Symbol(secret),
    nothing: undefined,
    null: null,
    'a proxy that throws': new Proxy(new Error(secret), {
      get: () => raise(new Error(secret)),
      getPrototypeOf: () => raise(new Error(secret)),
      ownKeys: () => raise(new Error(secret)),
    }),
    'getters that throw': Object.defineProperties(new Error('x'), {
      stack: { get: () => raise(new Error(secret)) },
      message: { get: () => raise(new Error(secret)) },
      name: { get: () => raise(new Error(secret)) },
    }),
  };
}

const quoting: string[] = [];
afterAll(() => {
  const natively = Object.keys(ERROR_SPOTS).filter((name) => quoting.includes(name));
  console.log(`${natively.length} of ${Object.keys(ERROR_SPOTS).length} native errors quote what upset them: ${natively.join(', ')}.`);
});

it('there are 32 native spots, and 5 of libraries', () => {
  expect([Object.keys(ERROR_SPOTS).length, Object.keys(DRIVER_SPOTS).length]).toEqual([32, 5]);
});

it.each(SPOTS)('%s throws an error, and whether it quotes what upset it is known', (name, spot) => {
  const secret = freshToken();
  const isQuoted = quotes(shownOf(thrownAt(spot, secret)), secret);
  if (isQuoted) quoting.push(name);
  expect(isQuoted).toBe(!DISCREET.includes(name));
});

it.each(Object.entries(BOUNDARIES))(
  'behind %s each of them is a code, whatever it is wrapped in, and so is whatever else is thrown',
  async (place, boundary) => {
    const all: readonly Spot[] = [...SPOTS, ['no spot', raise]];
    for (const [name, spot] of all) {
      const secret = freshToken();
      const thrownThings = spot === raise ? others(secret) : wrapped(thrownAt(spot, secret), secret);
      for (const [disguise, thrown] of Object.entries(thrownThings)) {
        if (place === 'the socket' && disguise === 'a proxy that throws') continue; // the handler is next, and lets none of it out
        const log = captureLog();
        const out = await boundary(thrown).finally(() => vi.restoreAllMocks());
        const logged = log();
        const seen = {
          isQuoted: quotes(out.text, secret),
          isLogged: quotes(logged, secret),
          isCode: CODES.has(out.code),
          hasRequest: logged.includes('req-1'),
        };
        expect({ name, disguise, ...seen }).toEqual({ name, disguise, isQuoted: false, isLogged: false, isCode: true, hasRequest: !UNLOGGED.has(place) });
      }
    }
  },
);
