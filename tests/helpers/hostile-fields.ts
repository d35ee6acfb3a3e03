import { exchangesOf } from '../../shared/connectors/build-request.ts';
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
import { answer, capturedSamples, CATALOGUE, DEPS, DIGEST_CHALLENGE, plainOf, sampleTexts, WAYS, type Way } from '../unit/connectors/samples.ts';
import { type Compared, formFaults, hostFaults, shapeOf } from './request-faults.ts';
import { maskOf } from './stores/stored-connections.ts';
import { asRequest } from './outgoing.ts';
import { responseOf } from './emulator/answer-of-rule.ts';
import { tokenAnswer } from './emulator/emulator.ts';

/** What became of a value: refused, or in every request it is where it belongs, or a sentence of how it got out of there. */
export type Fate = 'refused' | 'contained' | { readonly escape: string };

type Texts = Readonly<Record<string, string>>;
/** A way to connect, with one choice made where it leaves one. */
export type Entrance = { readonly name: string; readonly connector: Connector; readonly method: Method; readonly chosen: Texts };

/** Every way to connect that may be tested, each once for every option of its fields. */
export function entrances(): readonly Entrance[] {
  return WAYS.filter(([, , method]) => !method.steps?.some((step) => step.storesNewSecret)).flatMap(([name, connector, method]) => {
    const choices = fieldsOf(connector, method).flatMap((field) => (field.options ?? []).map((option) => ({ [field.name]: option })));
    return (choices.length === 0 ? [{}] : choices).map((chosen: Texts) => ({
      name: [name, ...Object.entries(chosen).map((pair) => pair.join(' '))].join(', '),
      connector,
      method,
      chosen,
    }));
  });
}

/** A way to connect into whose fields anything can be put: the whole path from the request to the socket, which is not opened. */
export class HostileFields {
  readonly #way: Way;
  readonly #chosen: Texts;
  readonly #usual: Promise<readonly OutgoingRequest[]>;
  readonly fields: readonly Field[];

  constructor({ connector, method, chosen }: Entrance) {
    this.#way = { connector, method };
    this.#chosen = chosen;
    this.fields = fieldsOf(connector, method).filter(({ kind, options }) => kind !== 'map' && options === undefined);
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

  #escapeOf(request: OutgoingRequest, { usual, field, value }: Compared): readonly string[] {
    const plain = plainOf(this.#way.connector, this.#way.method, this.#texts({ [field.name]: value }));
    const found = [...formFaults(request, hosted({ ...this.#way, plain }, request.destination)), ...hostFaults(request, { usual, field, value })];
    if (found.length > 0 || !field.maskable || usual === undefined) return found;
    const [shape, expected] = [shapeOf(request), shapeOf(usual)];
    return [...shape].flatMap(([part, text]) => (text === expected.get(part) ? [] : [`${part} is ${text}, not ${expected.get(part)}`]));
  }

  #texts(changed: Readonly<Record<string, string>>): Record<string, string> {
    return { ...sampleTexts(this.#way.connector, this.#way.method), ...this.#chosen, ...changed };
  }

  async #requestsWith(changed: Readonly<Record<string, string>>): Promise<readonly OutgoingRequest[]> {
    const { connector, method } = this.#way;
    const texts = this.#texts(changed);
    const requests: OutgoingRequest[] = [];
    const masked = this.fields.filter((field) => field.maskable && texts[field.name] !== undefined);
    const config = { ...texts, ...Object.fromEntries(masked.map(({ name }) => [name, maskOf('hostile', name)])) };
    const connection: Connection = { id: null, connector: connector.id, method: method.id, project: 'demo', config };
    await verifyConnection(connection, depsWith(texts, { requests, way: this.#way })).catch((error: unknown) => {
      if (!(error instanceof RequestError)) throw error;
    });
    return requests;
  }
}

type Target = { readonly requests: OutgoingRequest[]; readonly way: Way };

/** Whatever a field says, its owner agrees and its name resolves: neither binding nor address stops it. */
function depsWith(texts: Readonly<Record<string, string>>, { requests, way }: Target): VerifyDeps {
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
      requests.push(asRequest(request));
      const exchange = exchangesOf(way.connector, way.method)[requests.length - 1];
      if (exchange?.isChallenge) return answer(401, '', { 'www-authenticate': DIGEST_CHALLENGE });
      if (exchange?.step === 'token') return responseOf(tokenAnswer(way, exchange.spec.capture ?? {}, capturedSamples(way.method)));
      return answer(200, {});
    },
    begin: async () => {},
    end: async (_, verification) => verification,
  };
}
