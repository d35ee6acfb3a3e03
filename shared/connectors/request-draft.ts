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
  /** Texts that a signer made of the request, by the names under which `apply` sends them. */
  readonly made?: Readonly<Record<string, string>>;
};

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
    headers: Object.fromEntries([...draft.headers].map(([name, value]) => [name, new Secret(value)])),
    body: body === null ? null : new Secret(body),
    ...(clientCertificate && { clientCertificate: { certificate: new Secret(clientCertificate.certificate), key: new Secret(clientCertificate.key) } }),
  };
}
