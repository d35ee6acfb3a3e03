import { expect, it } from 'vitest';
import type { Outgoing, OutgoingRequest, TargetResponse } from '../../../shared/egress/exchange.ts';
import { guard, type GuardedTarget, type GuardRequest } from '../../../shared/egress/guard.ts';
import { Deferral } from '../../../shared/deferral.ts';
import { ResolverError } from '../../../shared/errors.ts';
import { gated } from '../../../shared/hosts/gated-probe.ts';
import { HostClosed } from '../../../shared/hosts/host-closed.ts';
import type { Admission, HostGate } from '../../../shared/hosts/host-gate.ts';
import { Secret } from '../../../shared/secrets/secret.ts';
import { bindNothing, connectorWith, hosted } from '../../helpers/egress-fixtures.ts';
import { asResponse } from '../../helpers/outgoing.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const DESTINATION = hosted('https://api.acme.test:8443/me');
type Step = TargetResponse | Error;
type Setting = {
  readonly steps?: readonly Step[];
  readonly admissions?: readonly (Admission['kind'] | Error)[];
  readonly addresses?: readonly string[];
  readonly mayRetry?: readonly boolean[];
  /** How long each request takes. */
  readonly tookMs?: number;
};

const answer = (httpStatus: number, headers: Readonly<Record<string, string>> = {}): TargetResponse => ({
  httpStatus,
  headers: new Map(Object.entries(headers)),
  bodyText: 'of the target',
});

/** One exchange through the real guard; `said` is what gate and target saw, in order. */
async function exchange(
  method: OutgoingRequest['method'] | 'login',
  { steps = [answer(200)], admissions = [], addresses, mayRetry = [], tookMs = 0 }: Setting,
) {
  const said: string[] = [];
  let nowMs = NOW;
  const [left, nextStep, time] = [[...admissions], [...steps], [...mayRetry]];
  let passes = 0;
  const gate: HostGate = {
    enter: async (host) => {
      const kind = left.shift() ?? 'open';
      said.push(`enter ${host}`);
      if (kind instanceof Error) throw kind;
      return kind === 'open' ? { kind, pass: { host, id: String((passes += 1)), isTry: false } } : { kind, untilMs: NOW + 7_000 };
    },
    tell: async ({ id }, sign) => void said.push(`tell ${id} ${sign.kind}${sign.kind === 'closed' ? ` ${sign.retryAfterMs}` : ''}`),
    isSlow: async () => false,
  };
  const resolve = async (): Promise<readonly string[]> => (said.push('dns'), addresses ?? ['93.184.216.34']);
  const policy = { privateCidrs: [], furtherPorts: [8443], localTargets: [] };
  const sending = gated(
    {
      guard: (request) => guard(request, { policy, resolve }),
      probe: async (target) => {
        said.push(`send to ${target.address}`);
        nowMs += tookMs;
        const step = nextStep.shift();
        if (step === undefined) throw new Error('sent once too often');
        if (step instanceof Error) throw step;
        return step;
      },
    },
    {
      gate,
      now: () => nowMs,
      random: () => 0.5,
      wait: async (ms) => void said.push(`wait ${ms}`),
      mayRetry: () => time.shift() ?? true,
    },
  );
  const request: Outgoing =
    method === 'login'
      ? { protocol: 'redis', destination: DESTINATION, settings: {} }
      : { method, destination: DESTINATION, pathAndQuery: new Secret('/me'), headers: {}, body: null };
  const came = await converse(sending, request).catch((error: unknown) => error);
  return { said, came };
}

async function converse(sending: ReturnType<typeof gated>, request: Outgoing): Promise<TargetResponse> {
  const asked: GuardRequest = { connector: connectorWith(), destination: DESTINATION, binding: await bindNothing() };
  const target: GuardedTarget = await sending.guard(asked);
  return asResponse(await sending.probe(target, request));
}

const IN = 'enter api.acme.test:8443';
const SENT = 'send to 93.184.216.34';

it('a host is asked for at the gate before DNS is, and the gate hears what came of it', async () => {
  const { said, came } = await exchange('GET', {});
  expect(said).toEqual([IN, 'dns', SENT, 'tell 1 answered']);
  expect(came).toEqual(answer(200));
});

it.each(['busy', 'closed'] as const)('where the gate is %s neither DNS nor the target is asked, and the test is put off', async (kind) => {
  const { said, came } = await exchange('GET', { admissions: [kind] });
  expect(said).toEqual([IN]);
  expect(came).toBeInstanceOf(HostClosed);
  expect(came).toBeInstanceOf(Deferral);
  expect(came).not.toBeInstanceOf(ResolverError);
  expect(came).toMatchObject({ name: 'HostClosed', kind, untilMs: NOW + 7_000 });
  expect(String(came)).not.toContain('acme');
});

it('a gate that cannot be asked keeps anything from being sent', async () => {
  const { said, came } = await exchange('GET', { admissions: [new Error('no store')] });
  expect(said).toEqual([IN]);
  expect(came).toEqual(new Error('no store'));
});

it('a login that fails in passing is not made a second time', async () => {
  const failed = new ResolverError('connect_failed');
  const { said, came } = await exchange('login', { steps: [failed] });
  expect(said).toEqual([IN, 'dns', SENT, 'tell 1 failed']);
  expect(came).toBe(failed);
});

it('a name that does not resolve is a failure of its host', async () => {
  const { said, came } = await exchange('GET', { addresses: [] });
  expect(said).toEqual([IN, 'dns', 'tell 1 failed']);
  expect(came).toMatchObject({ code: 'dns_failed' });
});

it('what the guard refuses was not sent, and is not held against the host', async () => {
  const { said, came } = await exchange('GET', { addresses: ['10.0.0.1'] });
  expect(said).toEqual([IN, 'dns', 'tell 1 unsent']);
  expect(came).toMatchObject({ code: 'address_denied' });
});

it.each([
  ['HTTP 503', answer(503)],
  ['a connection that breaks off', new ResolverError('connect_failed')],
])('%s is sent once more, to the same address, with another leave and after half a second', async (_title, first) => {
  for (const method of ['GET', 'HEAD'] as const) {
    const { said, came } = await exchange(method, { steps: [first, answer(200)] });
    expect(said).toEqual([IN, 'dns', SENT, 'tell 1 failed', 'wait 500', IN, SENT, 'tell 2 answered']);
    expect(came).toEqual(answer(200));
  }
});

it('what failed after a second is not sent again, and counts as silence: others of its batch wait for it', async () => {
  const slow = await exchange('GET', { steps: [new ResolverError('connect_failed')], tookMs: 1_000 });
  expect(slow.said).toEqual([IN, 'dns', SENT, 'tell 1 silent']);
  const quick = await exchange('GET', { steps: [new ResolverError('connect_failed'), answer(200)], tookMs: 999 });
  expect(quick.said).toContain('tell 1 failed');
  expect(quick.came).toEqual(answer(200));
});

it('an answer after a second is late, whatever it says; what a host asks for is heard all the same', async () => {
  for (const step of [answer(200), answer(401), new ResolverError('response_too_large')]) {
    expect((await exchange('GET', { steps: [step], tookMs: 1_000 })).said).toEqual([IN, 'dns', SENT, 'tell 1 late']);
    expect((await exchange('GET', { steps: [step], tookMs: 999 })).said).toEqual([IN, 'dns', SENT, 'tell 1 answered']);
  }
  expect((await exchange('GET', { steps: [answer(429, { 'retry-after': '30' })], tookMs: 1_000 })).said).toContain('tell 1 closed 30000');
});

it('nothing is sent a third time: the second answer stands', async () => {
  const { said, came } = await exchange('GET', { steps: [answer(502), answer(503)] });
  expect(said.filter((each) => each === SENT)).toHaveLength(2);
  expect(came).toEqual(answer(503));
});

it('a POST is never sent again', async () => {
  for (const step of [answer(503), new ResolverError('connect_failed')]) {
    const { said, came } = await exchange('POST', { steps: [step] });
    expect(said).toEqual([IN, 'dns', SENT, 'tell 1 failed']);
    expect(came).toBe(step);
  }
});

it.each<[string, Step, string]>([
  ['HTTP 401', answer(401), 'answered'],
  ['HTTP 429', answer(429, { 'retry-after': '30' }), 'closed 30000'],
  ['HTTP 500 with Retry-After', answer(500, { 'retry-after': '30' }), 'failed'],
  ['HTTP 501', answer(501), 'answered'],
  ['HTTP 503 with Retry-After', answer(503, { 'retry-after': '90000' }), 'closed 3600000'],
  ['HTTP 505', answer(505), 'answered'],
  ['silence', new ResolverError('target_timeout'), 'silent'],
  ['an expired certificate', new ResolverError('tls_expired'), 'failed'],
  ['an answer that is too large', new ResolverError('response_too_large'), 'answered'],
  ['a value that cannot be sent', new ResolverError('value_unusable'), 'unsent'],
  ['a bug of ours', new Error('bug'), 'unknown'],
])('%s is not sent again', async (_title, step, sign) => {
  const { said, came } = await exchange('GET', { steps: [step] });
  expect(said).toEqual([IN, 'dns', SENT, `tell 1 ${sign}`]);
  expect(came).toBe(step);
});

it('nothing is sent again where the time is up, before the pause or after it', async () => {
  const before = await exchange('GET', { steps: [answer(503)], mayRetry: [false] });
  expect([before.said.slice(3), before.came]).toEqual([['tell 1 failed'], answer(503)]);
  const after = await exchange('GET', { steps: [answer(503)], mayRetry: [true, false] });
  expect([after.said.slice(3), after.came]).toEqual([['tell 1 failed', 'wait 500', IN, 'tell 2 unsent'], answer(503)]);
});

it.each([['busy'], ['closed'], [new Error('no store')]] as const)('where the gate is %s for the second, the first answer stands', async (second) => {
  const { said, came } = await exchange('GET', { steps: [answer(503)], admissions: ['open', second] });
  expect(said).toEqual([IN, 'dns', SENT, 'tell 1 failed', 'wait 500', IN]);
  expect(came).toEqual(answer(503));
});
