import type { Pairs, RequestDraft } from '../request-draft.ts';
import { encodeForm } from '../value-check.ts';

type Pair = Pairs[number];

/** The parameters of a request, decoded: those of its query, and of its form where it has one. */
export function parametersOf({ query, headers, body }: RequestDraft): Pairs {
  const isForm = headers.get('content-type') === 'application/x-www-form-urlencoded';
  return [...decodedPairs(query), ...decodedPairs(isForm ? (body ?? '') : '')];
}

/** Names and values of a query or form, decoded; bytes that are no UTF-8 are replaced. */
export function decodedPairs(text: string): Pairs {
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): Pair => {
      const [name = '', ...rest] = pair.split('=');
      return [decoded(name), decoded(rest.join('='))];
    });
}

/** The pairs as "name=value", encoded as RFC 3986 has it and sorted by name, then value, both as encoded. */
export function canonicalPairs(pairs: Pairs): string {
  return pairs
    .map(([name, value]): Pair => [encodeForm(name, ''), encodeForm(value, '')])
    .sort(byNameThenValue)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

export function byNameThenValue([name, value]: Pair, [other, otherValue]: Pair): number {
  if (name !== other) return name < other ? -1 : 1;
  return value < otherValue ? -1 : Number(value > otherValue);
}

function decoded(text: string): string {
  const bytes = text.replaceAll('+', ' ').replaceAll(/%[0-9A-Fa-f]{2}/g, (escape) => String.fromCharCode(Number.parseInt(escape.slice(1), 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
