import { createPublicKey } from 'node:crypto';
import { exchangesOf } from '../../../shared/connectors/build-request.ts';
import type { Connector, Method, Rule } from '../../../shared/connectors/connector.ts';
import type { OutgoingRequest, TargetResponse } from '../../../shared/egress/exchange.ts';
import type { Json } from '../../../shared/json.ts';
import { accepts } from './accepts.ts';
import { type Emulated, answerOf, responseOf, withValueAt } from './answer-of-rule.ts';
import { type Arrived, arrivedOf } from './arrived.ts';
import type { Values } from './expected-text.ts';
import { DIGEST_CHALLENGE } from '../../unit/connectors/samples.ts';

type Step = 'token' | 'probe';
/** An answer that is given at a step whatever arrives. */
export type Override = { readonly step: Step; readonly answer: Emulated };
type Account = { readonly connector: Connector; readonly method: Method; readonly values: Values; readonly captured: Values };

const UNKNOWN: Emulated = { status: 401, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>401</title>' };

/**
 * A service with one account, made from its definition: it answers what the definition calls ok only to the request that is declared, with the account's
 * own values where the definition puts them, and what it calls bad credentials to every other.
 */
export class Emulator {
  readonly #account: Account;
  readonly #reference: readonly OutgoingRequest[];
  readonly #override: Override | null;
  #exchange = 0;

  /** `reference` are the signed requests of the account itself: a signature is right if it is the one that the right key gives at the same time. */
  constructor(account: Account, reference: readonly OutgoingRequest[], override: Override | null = null) {
    this.#account = account;
    this.#reference = reference;
    this.#override = override;
  }

  answer(request: OutgoingRequest): TargetResponse {
    const { connector, method, captured } = this.#account;
    const index = this.#exchange++;
    const exchange = exchangesOf(connector, method)[index];
    if (!exchange) return responseOf({ status: 204, headers: {}, body: '' });
    if (exchange.isChallenge) return responseOf({ ...UNKNOWN, headers: { ...UNKNOWN.headers, 'www-authenticate': DIGEST_CHALLENGE } });
    if (this.#override?.step === exchange.step) return responseOf(this.#override.answer);
    if (!this.#isAccepted(index, request)) return responseOf(refusalOf(this.#account, exchange.step));
    return responseOf(exchange.step === 'token' ? tokenAnswer(this.#account, exchange.spec.capture ?? {}, captured) : okAnswer(this.#account));
  }

  #isAccepted(index: number, request: OutgoingRequest): boolean {
    const { connector, method, values, captured } = this.#account;
    const exchange = exchangesOf(connector, method)[index];
    const key = values['privateKey']?.includes('PRIVATE KEY') ? { 'publicKey of the assertion': publicHalf(values['privateKey']) } : {};
    const known = exchange?.step === 'probe' ? { ...values, ...captured } : { ...values, ...key };
    return exchange !== undefined && accepts({ connector, method, ...exchange }, arrivedOf(request), known) && this.#isSigned(index, request);
  }

  #isSigned(index: number, request: OutgoingRequest): boolean {
    const reference = this.#reference[index];
    if (!this.#account.method.sign || !reference) return true;
    return isSame(arrivedOf(request), arrivedOf(reference));
  }
}

export function rulesOf({ connector, method }: Pick<Account, 'connector' | 'method'>, step: Step): readonly Rule[] {
  return [...(method.rules ?? []), ...connector.rules].filter((rule) => (rule.step ?? 'probe') === step);
}

export function okAnswer(way: Pick<Account, 'connector' | 'method'>): Emulated {
  const rule = rulesOf(way, 'probe').find(({ outcome }) => outcome === 'ok');
  if (!rule) throw new Error(`${way.connector.id} by ${way.method.id} has no rule for ok`);
  return answerOf(rule);
}

/** What a token step answers: the captured texts, each where the definition takes it from. */
export function tokenAnswer(way: Pick<Account, 'connector' | 'method'>, capture: Readonly<Record<string, string>>, captured: Values): Emulated {
  const rule = rulesOf(way, 'token').find(({ outcome }) => outcome === 'ok');
  const start: Emulated = rule ? answerOf(rule) : { status: 200, headers: { 'content-type': 'application/json' }, body: {} };
  return Object.entries(capture).reduce((answer, [name, place]) => placed(answer, place, captured[name] ?? ''), start);
}

function placed(answer: Emulated, place: string, value: string): Emulated {
  const [, kind, name = ''] = /^(header|cookie):(.+)$/.exec(place) ?? [];
  if (kind === 'header') return { ...answer, headers: { ...answer.headers, [name]: value } };
  if (kind === 'cookie') return { ...answer, headers: { ...answer.headers, 'set-cookie': `${name}=${value}; Path=/; Secure; HttpOnly` } };
  const body: Json = typeof answer.body === 'string' ? {} : answer.body;
  return { ...answer, body: withValueAt(body, place, value) };
}

function refusalOf(way: Pick<Account, 'connector' | 'method'>, step: Step): Emulated {
  const rule = rulesOf(way, step).find(({ outcome, status }) => outcome === 'bad_credentials' && status !== undefined);
  return rule ? answerOf(rule) : UNKNOWN;
}

function publicHalf(pem: string): string {
  return createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString();
}

/** The socket adds headers of its own. */
function isSame(arrived: Arrived, reference: Arrived): boolean {
  const told = ({ verb, origin, path, query, body, clientKey }: Arrived): string => JSON.stringify([verb, origin, path, [...query], body, clientKey]);
  return told(arrived) === told(reference) && Object.entries(reference.headers).every(([name, value]) => arrived.headers[name] === value);
}
