/** What a new connector is made from. */
export type Outline = {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  /** The page of the vendor that describes the probe. */
  readonly docs: string;
  /** `https://api.acme.com/v1`, `https://${subdomain}.acme.com`, or `${baseUrl}` where customers host it themselves. */
  readonly base: string;
  /** Of the read-only request that needs a credential. */
  readonly path: string;
  readonly scheme: Scheme;
  /** Dotted path of a field that only an authenticated answer has; without it the connector proves nothing, and says so. */
  readonly proof?: string;
  /** Dotted path of what names the account; only read where the host is the vendor's. */
  readonly identity?: string;
};

export const SCHEMES = ['bearer', 'basic', 'header', 'query', 'client_credentials'] as const;
export type SchemeName = (typeof SCHEMES)[number];
/** `place` is the header's or parameter's name, or the token URL; `prefix` is the word before the key in a header. */
export type Scheme = { readonly name: SchemeName; readonly place: string; readonly prefix?: string };

/** What each part is asked with, in this order. */
export const QUESTIONS = [
  ['id', 'Id (small letters, digits, hyphens)'],
  ['name', 'Name of the service'],
  ['category', 'Category (see docs/connectors.md)'],
  ['docs', "The vendor's page about the request that tests a credential"],
  ['base', 'Base URL (https://api.acme.com, https://${subdomain}.acme.com, or ${baseUrl} for your own host)'],
  ['path', 'Path of a read-only request that needs a credential (/v1/me)'],
  ['scheme', 'How it is authenticated (bearer, basic, header:<name>, header:<name>=<word before the key>, query:<name>, client_credentials:<token URL>)'],
  ['proof', 'A field that only an authenticated answer has, as a dotted path (data.id); empty if you know none'],
  ['identity', 'A field that names the account, as a dotted path (data.login); empty if there is none'],
] as const;
export type Part = (typeof QUESTIONS)[number][0];

export class OutlineError extends Error {
  override readonly name = 'OutlineError';
}

/** @throws OutlineError for a scheme that is not known or lacks its place */
export function outlineOf(parts: Readonly<Record<Part, string>>): Outline {
  const { scheme, proof, identity, ...others } = parts;
  return { ...others, scheme: schemeOf(scheme), ...(proof !== '' && { proof }), ...(identity !== '' && { identity }) };
}

function schemeOf(text: string): Scheme {
  const [word = '', ...rest] = text.split(':');
  const name = SCHEMES.find((each) => each === word);
  const place = rest.join(':');
  if (!name) throw new OutlineError(`--scheme is one of ${SCHEMES.join(', ')}.`);
  const needsPlace = name !== 'bearer' && name !== 'basic';
  if (needsPlace === (place === ''))
    throw new OutlineError(needsPlace ? `--scheme ${name} needs what follows a colon.` : `--scheme ${name} takes nothing more.`);
  if (name !== 'header') return { name, place };
  const [header = '', prefix] = place.split('=');
  return { name, place: header, ...(prefix !== undefined && { prefix }) };
}
