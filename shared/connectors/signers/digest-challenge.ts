/** A challenge that can be answered (RFC 7616 §3.3). What is quoted goes back as it came, escapes and all. */
export type DigestChallenge = {
  readonly hash: 'md5' | 'sha256';
  /** As the server spells it; null where it names none. */
  readonly algorithm: string | null;
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
};

type Challenge = { readonly scheme: string; readonly parameters: Map<string, string> };

const HASHES: ReadonlyMap<string, DigestChallenge['hash']> = new Map([
  ['sha-256', 'sha256'],
  ['md5', 'md5'],
]);
const SEPARATOR = /[\s,]+/y;
/** An optional scheme, then a parameter: RFC 9110 §11.6.1 lets both be separated by commas. */
const PARAMETER = /(?:([\w!#$%&'*+.^`|~-]+)[ \t]+)?([\w!#$%&'*+.^`|~-]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([\w!#$%&'*+.^`|~-]+))/y;

/** The strongest Digest challenge of a WWW-Authenticate header that asks for `qop=auth` with SHA-256 or MD5; null where there is none. */
export function strongestChallenge(header: string): DigestChallenge | null {
  const answerable = challengesIn(header).flatMap((challenge) => readChallenge(challenge) ?? []);
  return answerable.find(({ hash }) => hash === 'sha256') ?? answerable[0] ?? null;
}

/** The text between the quotes, its escapes resolved: what is hashed. */
export function unquoted(quoted: string): string {
  return quoted.replaceAll(/\\(.)/g, '$1');
}

function readChallenge({ scheme, parameters }: Challenge): DigestChallenge | null {
  const algorithm = parameters.get('algorithm') ?? null;
  const hash = HASHES.get((algorithm ?? 'MD5').toLowerCase());
  const [realm, nonce] = [parameters.get('realm'), parameters.get('nonce')];
  const qops = (parameters.get('qop') ?? '').toLowerCase().split(/[\s,]+/);
  if (scheme !== 'digest' || !hash || !qops.includes('auth') || realm === undefined || nonce === undefined) return null;
  return { hash, algorithm, realm, nonce, opaque: parameters.get('opaque') ?? null };
}

function challengesIn(header: string): readonly Challenge[] {
  const challenges: Challenge[] = [];
  for (const [, scheme, name = '', quoted, bare = ''] of parametersIn(header)) {
    if (scheme !== undefined) challenges.push({ scheme: scheme.toLowerCase(), parameters: new Map() });
    challenges.at(-1)?.parameters.set(name.toLowerCase(), quoted ?? bare);
  }
  return challenges;
}

/** What is no parameter, as the one word of another scheme, is passed over up to the next comma. */
function* parametersIn(header: string): Generator<RegExpExecArray> {
  let position = 0;
  while (position < header.length) {
    const start = matchAt(SEPARATOR, header, position)?.end ?? position;
    const parameter = matchAt(PARAMETER, header, start);
    position = parameter?.end ?? nextComma(header, start);
    if (parameter) yield parameter.match;
  }
}

function matchAt(sticky: RegExp, text: string, position: number): { readonly match: RegExpExecArray; readonly end: number } | null {
  sticky.lastIndex = position;
  const match = sticky.exec(text);
  return match && { match, end: sticky.lastIndex };
}

function nextComma(text: string, position: number): number {
  const comma = text.indexOf(',', position);
  return comma === -1 ? text.length : comma;
}
