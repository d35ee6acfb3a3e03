import { ResolverError, type VerdictCode } from '../errors.ts';

/** What is read of an SDK error. Its text decides between two codes where AWS uses one name for both, and goes no further. */
type AwsError = { readonly name: string; readonly message: string; readonly code: string; readonly httpStatus: number | null };

const THROTTLING = new Set([
  'LimitExceededException',
  'PriorRequestNotComplete',
  'RequestLimitExceeded',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);
const SESSION_REFUSED = new Set(['ExpiredToken', 'ExpiredTokenException', 'InvalidClientTokenId', 'UnrecognizedClientException']);
const DENIED = new Set(['AccessDenied', 'AccessDeniedException']);
const DECRYPTION = /^(?:DecryptionFailure|KMS\w*)$/;

function read(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}

function seen(error: unknown): AwsError {
  const text = (name: string): string => {
    const value = read(error, name);
    return typeof value === 'string' ? value : '';
  };
  const status = read(read(error, '$metadata'), 'httpStatusCode');
  return { name: text('name'), message: text('message'), code: text('code'), httpStatus: typeof status === 'number' ? status : null };
}

/** True for "this session's credentials are not valid (any more)": a new session may help, once. */
export function isSessionRefused(error: unknown): boolean {
  return SESSION_REFUSED.has(seen(error).name);
}

/** True where AWS judged the request and said no: neither throttled, nor malformed, nor signed with credentials that have ended. */
export function isDenied(error: unknown): boolean {
  return DENIED.has(seen(error).name);
}

/** The code for whatever a Secrets Manager call threw; the thrown thing itself ends here. */
export function vaultError(error: unknown, arn: string): ResolverError {
  if (error instanceof ResolverError) return new ResolverError(error.code, { arn, ...error.where });
  const about = seen(error);
  return new ResolverError(judgement(about) ?? trouble(about) ?? 'vault_unavailable', { arn });
}

/** The code for whatever AssumeRole threw: `role_unavailable` where STS judged the request, else the trouble on the way to it. */
export function sessionError(error: unknown): ResolverError {
  if (error instanceof ResolverError) return error;
  const code = trouble(seen(error));
  return code === null ? new ResolverError('role_unavailable') : new ResolverError(code, { found: 'AWS STS' });
}

function judgement({ name, message }: AwsError): VerdictCode | null {
  if (SESSION_REFUSED.has(name)) return 'role_unavailable';
  if (name === 'ResourceNotFoundException') return 'secret_not_found';
  if (DECRYPTION.test(name)) return 'secret_decryption_failed';
  if (DENIED.has(name)) return isAboutKms(message) ? 'secret_decryption_failed' : 'secret_access_denied';
  if (name === 'InvalidRequestException' && /\b(?:marked|scheduled) for deletion\b/i.test(message)) return 'secret_pending_deletion';
  return null;
}

/** Secrets Manager says "Access to KMS is not allowed" under the same name as every denial. Neither phrase can stand in a secret's or role's name. */
function isAboutKms(message: string): boolean {
  return /\baccess to kms |perform: kms:/i.test(message);
}

function trouble({ name, code, httpStatus }: AwsError): 'vault_throttled' | 'vault_timeout' | 'vault_unavailable' | null {
  if (httpStatus === 429 || THROTTLING.has(name)) return 'vault_throttled';
  if (name === 'TimeoutError' && !isBrokenConnection(code)) return 'vault_timeout';
  const isAnswered = httpStatus !== null && httpStatus >= 400 && httpStatus < 500;
  return isAnswered || (httpStatus === null && code === '') ? null : 'vault_unavailable';
}

/** The SDK calls these "TimeoutError" too (node-http-handler 4.14). */
function isBrokenConnection(code: string): boolean {
  return code === 'ECONNRESET' || code === 'EPIPE';
}
