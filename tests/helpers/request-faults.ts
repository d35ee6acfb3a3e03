import type { Field } from '../../shared/connectors/connector.ts';
import type { HostedDestination } from '../../shared/egress/destination.ts';
import type { OutgoingRequest } from '../../shared/egress/exchange.ts';

/** A request into whose field a text was put, beside the one with the usual text. */
export type Compared = { readonly usual: OutgoingRequest | undefined; readonly field: Field; readonly value: string };
/** By part of a request, what no text of a maskable field may change. */
type Shape = ReadonlyMap<string, string>;

/** A field for an address leads where a browser would read it; another one leads to the same domain as ever. */
export function hostFaults({ destination }: OutgoingRequest, { usual, field, value }: Compared): readonly string[] {
  const { host } = destination;
  const isExpected = host === usual?.destination.host || host === hostRead(field, value) || domainOf(host) === domainOf(usual?.destination.host ?? '');
  return isExpected ? [] : [`it goes to ${host}`];
}

function hostRead(field: Field, value: string): string | null {
  if (field.kind !== 'url' && field.kind !== 'host') return null;
  const url = field.kind === 'host' ? `https://${value}` : value;
  return URL.canParse(url) ? new URL(url).hostname : null;
}

const domainOf = (host: string): string => host.split('.').slice(-2).join('.');

/** What no field may do to any request. */
export function formFaults(request: OutgoingRequest, destination: HostedDestination): readonly string[] {
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

export function shapeOf(request: OutgoingRequest): Shape {
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
