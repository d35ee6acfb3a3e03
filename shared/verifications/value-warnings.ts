import type { VerdictCode } from '../errors.ts';
import { VALUE_WARNINGS, type WarningCode } from '../errors/value-warnings.ts';
import type { LocatedMask, SecretReference } from '../masks/secret-reference.ts';
import type { Secret } from '../secrets/secret.ts';
import type { ValueWarning, Verification } from './verification.ts';

/** Words that people and manuals write where a value is to come. None that anybody would use as a password. */
const PLACEHOLDER =
  /^(?:<[^<>]*>|\$\{[^{}]*\}|\{\{[^{}]*\}\}|\[[^[\]]*\]|x{3,}|\*{3,}|\.{3,}|-{3,}|\?{3,}|change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|this)|(?:your|my|insert|enter|put|add)[-_ ][a-z-_ ]{1,60}|todo|tbd|fixme|placeholder|dummy|n\/a|null|none|undefined)$/i;
/** Its line breaks belong to it. */
const PEM = /^-----BEGIN /;

/** Where credentials were accepted, or not judged at all, their values need no suspicion. */
const AGAINST_VALUES: ReadonlySet<VerdictCode> = new Set([
  'bad_credentials',
  'forbidden',
  'token_request_refused',
  'misconfigured',
  'unexpected_response',
  'value_unusable',
]);

type ValueOf = (reference: SecretReference) => Secret;

/**
 * What is odd about the values of some masks, each once for a field, where a verdict speaks against them. One bit for each, the same whatever is
 * asked: no question narrows a value down.
 */
export function warningsFor(verdict: VerdictCode, masks: readonly LocatedMask[], valueOf: ValueOf): Pick<Verification, 'warnings'> {
  if (!AGAINST_VALUES.has(verdict)) return {};
  const found = new Map<string, ValueWarning>();
  for (const mask of masks) {
    for (const code of oddities(valueOf(mask).reveal())) {
      found.set(`${code} ${mask.pointer}`, { pointer: mask.pointer, code, message: VALUE_WARNINGS[code] });
    }
  }
  return found.size > 0 ? { warnings: [...found.values()] } : {};
}

function oddities(value: string): readonly WarningCode[] {
  const trimmed = value.trim();
  if (PEM.test(trimmed)) return [];
  const oddity: Readonly<Record<WarningCode, boolean>> = {
    value_ends_in_newline: /[\r\n]$/.test(value),
    value_has_outer_space: value.replace(/[\r\n]{1,2}$/, '') !== trimmed,
    value_is_quoted: isQuoted(trimmed),
    value_is_json: isStructure(trimmed),
    value_is_placeholder: PLACEHOLDER.test(trimmed),
  };
  const codes: readonly WarningCode[] = ['value_ends_in_newline', 'value_has_outer_space', 'value_is_quoted', 'value_is_json', 'value_is_placeholder'];
  return codes.filter((code) => oddity[code]);
}

function isQuoted(value: string): boolean {
  const [first = ''] = value;
  return value.length > 2 && '"\'`'.includes(first) && value.endsWith(first);
}

/** A key may be a JWK (RFC 7517). */
function isStructure(value: string): boolean {
  if (!/^[[{]/.test(value)) return false;
  try {
    const parsed: unknown = JSON.parse(value);
    return !Object.hasOwn(Object(parsed), 'kty');
  } catch {
    return false; // its message quotes the value
  }
}
