import { isLogin, isLoginAnswer, type Outgoing, type TargetAnswer } from '../egress/exchange.ts';
import type { GuardedTarget, GuardRequest } from '../egress/guard.ts';
import { hostLabel } from '../egress/parse-destination.ts';
import { ResolverError } from '../errors.ts';
import { HostClosed } from './host-closed.ts';
import type { HostGate, HostPass, HostSign } from './host-gate.ts';
import { isPassing, signOf, signOfError } from './sign-of.ts';

type Sending = {
  readonly guard: (request: GuardRequest) => Promise<GuardedTarget>;
  readonly probe: (target: GuardedTarget, outgoing: Outgoing) => Promise<TargetAnswer>;
};
/** `now` since 1970; `random` from 0 up to 1. */
export type GatedDeps = {
  readonly gate: HostGate;
  readonly now: () => number;
  readonly random: () => number;
  readonly wait: (ms: number) => Promise<void>;
  /** Whether there is time left for one more request. */
  readonly mayRetry: () => boolean;
};
type Sent = { readonly response: TargetAnswer } | { readonly error: unknown };

const READING = new Set(['GET', 'HEAD']);
const LEAST_PAUSE_MS = 250;
const MOST_PAUSE_MS = 750;
const QUICK_MS = 1_000;

/**
 * The same guard and probe, for one test that nobody waits for: they ask the gate of the host first, and tell it what came of it. What fails
 * in passing is sent once more, if it only reads and the gate has room.
 * Both throw HostClosed, and what they throw themselves.
 */
export function gated({ guard, probe }: Sending, deps: GatedDeps): Sending {
  const passes = new WeakMap<GuardedTarget, HostPass>();
  const send = async (target: GuardedTarget, request: Outgoing, pass: HostPass): Promise<Sent> => {
    const startedMs = deps.now();
    try {
      const response = await probe(target, request);
      await deps.gate.tell(pass, slowly(signOf(response, deps.now()), deps.now() - startedMs));
      return { response };
    } catch (error) {
      await deps.gate.tell(pass, slowly(signOfError(error), deps.now() - startedMs));
      return { error };
    }
  };
  return {
    // DNS is asked inside: a host in doubt is not even looked up by all.
    guard: async (request) => {
      const pass = await passFor(hostLabel(request.destination), deps);
      try {
        const target = await guard(request);
        passes.set(target, pass);
        return target;
      } catch (error) {
        await deps.gate.tell(pass, signOfError(error));
        throw error;
      }
    },
    probe: async (target, request) => {
      const pass = passes.get(target) ?? (await passFor(hostLabel(target.destination), deps));
      passes.delete(target);
      const startedMs = deps.now();
      const first = await send(target, request, pass);
      // What failed slowly would hold up the others of its batch twice.
      const isQuick = deps.now() - startedMs < QUICK_MS;
      const again = isQuick && isReading(request) && mayPass(first) ? await passForRetry(target, deps) : null;
      return answerOf(again ? await send(target, request, again) : first);
    },
  };
}

/** A failure that was waited for is silence, whatever it is called; and an answer that was waited for keeps a batch waiting as much. */
function slowly(sign: HostSign, tookMs: number): HostSign {
  if (tookMs < QUICK_MS) return sign;
  if (sign.kind === 'failed') return { kind: 'silent' };
  return sign.kind === 'answered' ? { kind: 'late' } : sign;
}

async function passFor(host: string, { gate }: GatedDeps): Promise<HostPass> {
  const admission = await gate.enter(host);
  if (admission.kind !== 'open') throw new HostClosed(admission);
  return admission.pass;
}

/** Null where there is no time or no room for it, or a gate that cannot say so: the first answer stands then. */
async function passForRetry(target: GuardedTarget, { gate, random, wait, mayRetry }: GatedDeps): Promise<HostPass | null> {
  if (!mayRetry()) return null;
  await wait(LEAST_PAUSE_MS + random() * (MOST_PAUSE_MS - LEAST_PAUSE_MS));
  const admission = await gate.enter(hostLabel(target.destination)).catch(() => null);
  if (admission?.kind !== 'open') return null;
  if (mayRetry()) return admission.pass;
  await gate.tell(admission.pass, { kind: 'unsent' });
  return null;
}

function mayPass(sent: Sent): boolean {
  return 'response' in sent
    ? !isLoginAnswer(sent.response) && isPassing(sent.response)
    : sent.error instanceof ResolverError && sent.error.code === 'connect_failed';
}

/** A login is made once: some servers count what breaks off as an attempt. */
function isReading(outgoing: Outgoing): boolean {
  return !isLogin(outgoing) && READING.has(outgoing.method);
}

function answerOf(sent: Sent): TargetAnswer {
  if ('response' in sent) return sent.response;
  throw sent.error;
}
