import { pointerOf } from '../../../../../shared/masks/json-pointer.ts';
import { scanText } from '../../../../../shared/masks/mask.ts';
import type { Verification } from '../../api/types.ts';
import type { TestBody, Way } from './body.ts';
import type { Problem } from './problems.ts';

const AT_ADDRESS: ReadonlySet<string> = new Set([
  'wrong_address',
  'dns_failed',
  'connect_failed',
  'tls_untrusted',
  'tls_expired',
  'tls_name_mismatch',
  'redirect_blocked',
  'address_denied',
  'destination_denied',
]);
const AT_CREDENTIALS: ReadonlySet<string> = new Set(['bad_credentials', 'token_request_refused', 'locked']);
const OF_A_KEY: ReadonlySet<string> = new Set(['key_not_found', 'value_not_text', 'value_empty']);
const REFUSED = 'The service refused what this holds.';
const ADDRESS = 'The test stopped at this address.';

export type Told = Pick<Verification, 'status' | 'code' | 'message' | 'secrets' | 'warnings'>;

/** The fields that a test's verdict is about: by the pointer or the secret it names, by the secrets that were sent, or by where it was sent. */
export function suspectsOf(verification: Told, body: TestBody, { method }: Way): readonly Problem[] {
  const { status, code, message, secrets, warnings = [] } = verification;
  if (status === 'authorized') return [];
  const named = textsOf(body.config).filter(({ pointer, text }) => message.includes(`"${pointer}"`) || holdsNamed(text, verification));
  const told = named.map(({ pointer }) => ({ pointer, message }));
  const addresses = AT_ADDRESS.has(code)
    ? method.fields.filter(({ origin = false }) => origin).map(({ name }) => ({ pointer: pointerOf('/config', name), message: ADDRESS }))
    : [];
  const refused = AT_CREDENTIALS.has(code) ? secrets.map(({ field }) => ({ pointer: field, message: REFUSED })) : [];
  return unique([...told, ...addresses, ...warnings, ...refused]);
}

/** A mask of the secret; where it is one of its keys, of that key. */
function holdsNamed(text: string, { code, message }: Told): boolean {
  return scanText(text).masks.some(({ secretArn, keyName }) => message.includes(secretArn) && (!OF_A_KEY.has(code) || message.includes(`"${keyName}"`)));
}

function textsOf(config: TestBody['config']): readonly { readonly pointer: string; readonly text: string }[] {
  return Object.entries(config).flatMap(([name, value]) => {
    const pointer = pointerOf('/config', name);
    return typeof value === 'string' ? [{ pointer, text: value }] : Object.entries(value).map(([key, text]) => ({ pointer: pointerOf(pointer, key), text }));
  });
}

/** Each field once. */
function unique(problems: readonly Problem[]): readonly Problem[] {
  return problems
    .filter(({ pointer }, index) => problems.findIndex((other) => other.pointer === pointer) === index)
    .map(({ pointer, message }) => ({ pointer, message }));
}
