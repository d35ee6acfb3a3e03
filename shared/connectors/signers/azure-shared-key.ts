import { createHmac } from 'node:crypto';
import type { TemplateMap } from '../connector.ts';
import type { RequestDraft } from '../request-draft.ts';
import { decodedKey } from './decoded-key.ts';
import { byNameThenValue, decodedPairs } from './query-pairs.ts';
import { type SigningDeps, signingParameters } from './signing-parameters.ts';

/** In the order they are signed; those before them are verb, and after them Azure's own. */
const STANDARD_HEADERS = ['content-encoding', 'content-language', 'content-length', 'content-md5', 'content-type', 'date'];
const CONDITIONS = ['if-modified-since', 'if-match', 'if-none-match', 'if-unmodified-since', 'range'];

/**
 * Adds `x-ms-date` and `authorization` for blobs, queues and files. The probe names its `x-ms-version`.
 * Source: https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key
 * @throws ResolverError `value_unusable`
 */
export function signWithAzureSharedKey(draft: RequestDraft, parameters: TemplateMap, { textOf, now }: SigningDeps): RequestDraft {
  const { text, refusal } = signingParameters(parameters, textOf);
  const key = decodedKey(text('key'), 'base64');
  if (!key) throw refusal('key');
  const account = text('account');
  if (!/^[a-z0-9]{3,24}$/.test(account)) throw refusal('account');
  const headers = new Map(draft.headers).set('x-ms-date', new Date(now()).toUTCString());
  const signature = createHmac('sha256', key)
    .update(stringToSign({ ...draft, headers }, account), 'utf8')
    .digest('base64');
  return { ...draft, headers: headers.set('authorization', `SharedKey ${account}:${signature}`) };
}

/** Of version 2015-02-21 and later: a body of no bytes has no length. */
export function stringToSign(draft: RequestDraft, account: string): string {
  const bytes = Buffer.byteLength(draft.body ?? '');
  const headers = new Map(draft.headers).set('content-length', bytes === 0 ? '' : String(bytes));
  const standard = [...STANDARD_HEADERS, ...CONDITIONS].map((name) => headers.get(name) ?? '');
  const own = [...draft.headers].filter(([name]) => name.startsWith('x-ms-')).sort(byNameThenValue);
  return [draft.verb, ...standard, ...own.map(([name, value]) => `${name}:${value}`), resource(draft, account)].join('\n');
}

/** Values of one name are a list, names in lower case. */
function resource(draft: RequestDraft, account: string): string {
  const pairs = decodedPairs(draft.query).map(([name, value]) => [name.toLowerCase(), value] as const);
  const lists = new Map<string, readonly string[]>();
  for (const [name, value] of pairs.sort(byNameThenValue)) lists.set(name, [...(lists.get(name) ?? []), value]);
  return [`/${account}${draft.path}`, ...[...lists].map(([name, values]) => `${name}:${values.join(',')}`)].join('\n');
}
