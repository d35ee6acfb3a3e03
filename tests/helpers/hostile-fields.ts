import type { Connection } from '../../shared/connections/connection.ts';
import type { Connector, Field, Method } from '../../shared/connectors/connector.ts';
import { hosted } from '../../shared/connectors/destinations.ts';
import { fieldsOf } from '../../shared/connectors/fields.ts';
import { bind } from '../../shared/egress/bind.ts';
import type { HostedDestination } from '../../shared/egress/destination.ts';
import type { OutgoingRequest } from '../../shared/egress/exchange.ts';
import { guard } from '../../shared/egress/guard.ts';
import { RequestError, ResolverError } from '../../shared/errors.ts';
import { Secret } from '../../shared/secrets/secret.ts';
import { verifyConnection } from '../../shared/verify.ts';
import type { VerifyDeps } from '../../shared/verify-deps.ts';
import { answer, CATALOGUE, DEPS, plainOf, sampleTexts, type Way } from '../unit/connectors/samples.ts';
import { maskOf } from './stores/stored-connections.ts';

/** What became of a value: refused, or in every request it is where it belongs, or a sentence of how it got out of there. */
export type Fate = 'refused' | 'contained' | { readonly escape: string };

/** By part of a request, what no text of a maskable field may change. */
type Shape = ReadonlyMap<string, string>;

/** A way to connect into whose fields anything can be put: the whole path from the request to the socket, which is not opened. */
export class HostileFields {
  readonly #way: Way;
  readonly #usual: Promise<readonly OutgoingRequest[]>;
  readonly fields: readonly Field[];

  constructor(connector: Connector, method: Method) {
    this.#way = { connector, method };
    this.fields = fieldsOf(connector, method).filter(({ kind }) => kind !== 'map');
    this.#usual = this.#requestsWith({});
  }

  /** How many requests there are when every field holds what it should. */
  async usualRequests(): Promise<number> {
    return (await this.#usual).length;
  }

  async fateOf(field: Field, value: string): Promise<Fate> {
    const usual = await this.#usual;
    const requests = await this.#requestsWith({ [field.name]: value });
    const escape = requests.flatMap((request, index) => this.#escapeOf(request, { usual: usual[index], field, value })).at(0);
    if (escape !== undefined) return { escape };
    return requests.length === 0 ? 'refused' : 'contained';
  }

  #escapeOf(request: OutgoingRequest, { usual, field, value }: { usual: OutgoingRequest | undefined; field: Field; value: string }): readonly string[] {
    const destination = hosted(
      { ...this.#way, plain: plainOf(this.#way.connector, this.#way.method, this.#texts({ [field.name]: value })) },
      request.destination,
    );
    const found = formFaults(request, destination);
    if (found.length > 0 || !field.maskable || usual === undefined) return found;
    const [shape, expected] = [shapeOf(request), shapeOf(usual)];
    return [...shape].flatMap(([part, text]) => (text === expected.get(part) ? [] : [`${part} is ${text}, not ${expected.get(part)}`]));
  }

  #texts(changed: Readonly<Record<string, string>>): Record<string, string> {
    return { ...sampleTexts(this.#way.connector, this.#way.method), ...changed };
  }

  async #requestsWith(changed: Readonly<Record<string, string>>): Promise<readonly OutgoingRequest[]> {
    const { connector, method } = this.#way;
    const texts = this.#texts(changed);
    const requests: OutgoingRequest[] = [];
    const masked = this.fields.filter((field) => field.maskable && texts[field.name] !== undefined);
    const config = { ...texts, ...Object.fromEntries(masked.map(({ name }) => [name, maskOf('hostile', name)])) };
    const connection: Connection = { id: null, connector: connector.id, method: method.id, project: 'demo', config };
    await verifyConnection(connection, depsWith(texts, requests)).catch((error: unknown) => {
      if (!(error instanceof RequestError)) throw error;
    });
    return requests;
  }
}

/** Whatever a field says, its owner agrees and its name resolves: neither binding nor address stops it. */
function depsWith(texts: Readonly<Record<string, string>>, requests: OutgoingRequest[]): VerifyDeps {
  const agreeing = (destinations: readonly HostedDestination[]) =>
    new Map([['connection-hosts', destinations.map(({ host, port }) => `${host}:${port}/`).join(' ')]]);
  return {
    ...DEPS,
    catalogue: CATALOGUE,
    scope: { accounts: ['137149879143'], regions: ['us-east-1'] },
    elapsedMs: () => 0,
    bind: (request) =>
      bind(request, { tagsOf: async () => ({ tags: agreeing(request.destinations), readAtMs: 0 }), untagged: { mode: 'denied' }, now: () => 0 }),
    fetchSecrets: async () => ({ valueOf: ({ keyName }) => new Secret(texts[keyName] ?? ''), uses: [], wasCached: false }),
    withinBudget: (_, send) => send(),
    guard: (request) => guard(request, { policy: { privateCidrs: [], furtherPorts: [], localTargets: [] }, resolve: async () => ['93.184.215.14'] }),
    probe: async (target, request) => {
      if (target.destination.host !== request.destination.host) throw new ResolverError('address_denied');
      requests.push(request);
      return answer(200, { access_token: 'issued-token', token_type: 'Bearer', expires_in: 3600 });
    },
    begin: async () => {},
    end: async (_, verification) => verification,
  };
}

/** What no field may do to any request. */
function formFaults(request: OutgoingRequest, destination: HostedDestination): readonly string[] {
  const target = request.pathAndQuery.reveal();
  const origin = `${destination.scheme}://${destination.host}${destination.port === 443 ? '' : `:${destination.port}`}`;
  const seen = URL.canParse(origin + target) ? new URL(origin + target) : null;
  const isWhole = seen !== null && seen.origin === origin && seen.pathname + seen.search === target && seen.hash === '' && seen.username === '';
  const broken = Object.entries(request.headers).filter(([name, value]) => !/^[a-z0-9._-]+: [\t -~\u0080-\u00ff]*$/.test(`${name}: ${value.reveal()}`));
  return [
    ...(destination.kind === null ? [`${destination.host} is no host of the connector`] : []),
    ...(destination.scheme === 'https' ? [] : ['it is not https']),
    ...(isWhole ? [] : [`${target} is read otherwise by others`]),
    ...broken.map(([name]) => `header ${name} is broken`),
  ];
}

function shapeOf(request: OutgoingRequest): Shape {
  const [path = '', ...query] = request.pathAndQuery.reveal().split('?');
  const { scheme, host, port } = request.destination;
  const isForm = request.headers['content-type']?.reveal() === 'application/x-www-form-urlencoded';
  const body = request.body?.reveal() ?? '';
  return new Map([
    ['the origin', `${scheme}://${host}:${port}`],
    ['the number of segments', String(path.split('/').length)],
    ['the query', namesIn(query.join('?'))],
    ['the list of headers', Object.keys(request.headers).sort().join()],
    ['the body', isForm ? namesIn(body) : String(body === '')],
  ]);
}

const namesIn = (pairs: string): string =>
  pairs
    .split('&')
    .map((pair) => pair.split('=')[0])
    .join('&');
