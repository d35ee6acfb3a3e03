import type { Destination } from '../egress/destination.ts';
import { hostLabel } from '../egress/parse-destination.ts';
import type { OutgoingRequest } from '../egress/exchange.ts';
import { Secret } from '../secrets/secret.ts';

export type Pairs = readonly (readonly [name: string, value: string])[];
export type Verb = OutgoingRequest['method'];

/** A request in plain text while it is put together and signed: never kept, never shown. Path and query are encoded. */
export type RequestDraft = {
  readonly verb: Verb;
  readonly destination: Destination;
  readonly path: string;
  readonly query: string;
  /** Lower-case names, each once. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string | null;
  readonly clientCertificate?: { readonly certificate: string; readonly key: string };
};

/** GitHub and others refuse requests that do not say who sends them. */
export const DEFAULT_HEADERS: Pairs = [
  ['accept', 'application/json'],
  ['user-agent', 'secret-mask-resolver'],
];
/** What is the same in every request is made a Secret once, so that what is known of it lasts. */
const OURS: ReadonlyMap<string, Secret> = new Map(DEFAULT_HEADERS.map(([, value]) => [value, new Secret(value)]));

/** What the Host header will say. */
export function hostHeader(draft: RequestDraft): string {
  return hostLabel(draft.destination);
}

export function sealed(draft: RequestDraft): OutgoingRequest {
  const { verb, destination, path, query, body, clientCertificate } = draft;
  return {
    method: verb,
    destination,
    pathAndQuery: new Secret(query === '' ? path : `${path}?${query}`),
    headers: Object.fromEntries([...draft.headers].map(([name, value]) => [name, OURS.get(value) ?? new Secret(value)])),
    body: body === null ? null : new Secret(body),
    ...(clientCertificate && { clientCertificate: { certificate: new Secret(clientCertificate.certificate), key: new Secret(clientCertificate.key) } }),
  };
}
