import type { LoginAnswer, OutgoingLogin } from '../egress/exchange.ts';
import type { GuardedTarget } from '../egress/guard.ts';
import { verdictOfNetworkError } from '../egress/network-errors.ts';
import { hostLabel } from '../egress/parse-destination.ts';
import { ResolverError, type VerdictCode } from '../errors.ts';
import type { Settings } from './driver.ts';
import { driverOf } from './drivers.ts';
import { type OpenLine, openLine } from './open-line.ts';

export type LoginLimits = {
  /** For TCP. */
  readonly connectMs: number;
  /** For TLS, the login and what is read after it. */
  readonly responseMs: number;
  readonly deadlineMs: number;
  /** Of all that the target may say, as it comes over the network. */
  readonly bodyBytes: number;
  /** PEM; trusted besides the usual authorities, and only for hosts of a customer. */
  readonly certificateAuthority: string | null;
};

type Bounds = { readonly host: string; readonly ms: number; readonly isTooMuch: () => boolean };

/** A flooding target is looked after this often: a listener for its bytes would take them from the driver. */
const LOOK_MS = 10;

/**
 * One login over a wire protocol, on a socket to the address that was judged. No second attempt, no other host, nothing in the clear.
 * @throws ResolverError `target_timeout`, `connect_failed`, `tls_*`, `response_too_large`, `unexpected_response`, `value_unusable`; `address_denied` for
 * another peer or a login that was not guarded
 */
export async function logIn(target: GuardedTarget, login: OutgoingLogin, limits: LoginLimits): Promise<LoginAnswer> {
  const host = hostLabel(target.destination);
  if (!isGuardedLogin(target, login)) throw new ResolverError('address_denied', { host });
  if (limits.deadlineMs <= 0) throw new ResolverError('target_timeout', { host });
  const endsAt = performance.now() + limits.deadlineMs;
  const driver = await driverOf(login.protocol);
  const open = openLine(target, limits.certificateAuthority);
  const isTooMuch = (): boolean => open.bytesRead() > limits.bodyBytes;
  const bounds = (ms: number): Bounds => ({ host, ms: Math.min(ms, endsAt - performance.now()), isTooMuch });
  try {
    const line = await bounded(open.connected, bounds(limits.connectMs));
    const code = await bounded(driver.logIn(line, revealed(login)), bounds(limits.responseMs));
    return { protocol: login.protocol, code };
  } catch (error) {
    throw error instanceof ResolverError ? error : new ResolverError(verdictOf(error, open), { host });
  } finally {
    open.close();
  }
}

/** The second look at what goes out: the same origin as was judged. */
function isGuardedLogin({ destination: judged }: GuardedTarget, { destination: meant }: OutgoingLogin): boolean {
  return judged.scheme === 'tcp' && meant.scheme === 'tcp' && judged.host === meant.host && judged.port === meant.port;
}

function revealed({ settings }: OutgoingLogin): Settings {
  return Object.fromEntries(Object.entries(settings).map(([name, secret]) => [name, secret.reveal()]));
}

/** The work, or the end of its time or of what may be read. What comes of the work after that is nobody's. */
async function bounded<T>(work: Promise<T>, { host, ms, isTooMuch }: Bounds): Promise<T> {
  let stop = (): void => {};
  const ended = new Promise<never>((_, reject) => {
    const fail = (code: VerdictCode): void => reject(new ResolverError(code, { host }));
    const timer = setTimeout(() => fail('target_timeout'), ms);
    const look = setInterval(() => isTooMuch() && fail('response_too_large'), LOOK_MS);
    stop = () => {
      clearTimeout(timer);
      clearInterval(look);
    };
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    stop();
  }
}

/** A library's own error says nothing here: it quotes users, hosts and what the target sent. */
function verdictOf(error: unknown, open: OpenLine): VerdictCode {
  const verdict = verdictOfNetworkError(open.failure() ?? error, false);
  if (verdict !== 'connect_failed') return verdict;
  if (open.isMisread()) return 'unexpected_response';
  return open.failure() !== null || open.isOver() ? 'connect_failed' : 'unexpected_response';
}
