import { createHmac } from 'node:crypto';
import type { Template, TemplateMap } from '../connector.ts';
import { hostHeader, type RequestDraft } from '../request-draft.ts';
import { parseTemplate } from '../template.ts';
import { decodedKey } from './decoded-key.ts';
import { canonicalPairs, parametersOf } from './query-pairs.ts';
import { type SigningDeps, signingParameters } from './signing-parameters.ts';

/** How a service wants the time; RFC 2822 with "-0000", which says UTC and nothing of where the sender is. */
const DATES: Readonly<Record<string, (epochMs: number) => string>> = {
  rfc2822: (epochMs) => new Date(epochMs).toUTCString().replace('GMT', '-0000'),
  iso8601: (epochMs) => new Date(epochMs).toISOString(),
  seconds: (epochMs) => String(Math.floor(epochMs / 1000)),
  milliseconds: String,
};

/**
 * Makes `signature` over the string that the definition declares, and `date`, for `apply` to send. The parameters in it are sorted, and encoded as RFC 3986 has it.
 * Source of the one in use: https://duo.com/docs/authapi#authentication
 * @throws ResolverError `value_unusable`
 */
export function signWithHmac(draft: RequestDraft, parameters: TemplateMap, { textOf, now }: SigningDeps): RequestDraft {
  const { text, refusal } = signingParameters(parameters, textOf);
  const key = decodedKey(text('key'), keyEncodingOf(parameters['keyEncoding']));
  if (!key) throw refusal('key');
  const date = DATES[text('date')]?.(now()) ?? '';
  const parts: Readonly<Record<string, string>> = {
    date,
    verb: draft.verb,
    host: hostHeader(draft),
    path: draft.path,
    parameters: canonicalPairs(parametersOf(draft)),
    body: draft.body ?? '',
  };
  const hmac = createHmac(text('algorithm'), key).update(joined(parameters['string'] ?? '', parts), 'utf8');
  return { ...draft, made: { date, signature: hmac.digest(text('encoding') === 'base64' ? 'base64' : 'hex') } };
}

/** Parts of a request may be empty, which a field in a template may not. */
function joined(template: Template, parts: Readonly<Record<string, string>>): string {
  return parseTemplate(template)
    .map((part) => ('literal' in part ? part.literal : (parts[part.name] ?? '')))
    .join('');
}

function keyEncodingOf(parameter: string | undefined): 'utf8' | 'hex' | 'base64' {
  return parameter === 'hex' || parameter === 'base64' ? parameter : 'utf8';
}
