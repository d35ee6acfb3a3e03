import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { VERDICTS } from '../../shared/errors.ts';
import { countVerification, makeMetrics, type MetricName, STATUS_METRICS } from '../../shared/metrics.ts';
import { isJsonObject, type JsonObject } from '../../shared/json.ts';

let printed: string[] = [];
beforeEach(() => {
  printed = [];
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'secret-mask-resolver-dev-verify-connections');
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => printed.push(String(chunk)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const lines = (): readonly JsonObject[] => printed.map((line) => JSON.parse(line)).filter(isJsonObject);
const ended = { status: 'authorized', code: 'ok', durationMs: 250 } as const;

it('an invocation prints one line in the embedded metric format, with sums, units and one dimension', () => {
  const metrics = makeMetrics();
  metrics.count('duplicates', 1);
  metrics.count('duplicates', 2);
  metrics.took('verificationSeconds', 0.25);
  metrics.took('verificationSeconds', 1.5);
  metrics.publish();
  expect(lines()).toMatchObject([{ duplicates: 3, verificationSeconds: [0.25, 1.5] }]);
  const { _aws: format, ...values } = lines()[0] ?? {};
  expect(format).toMatchObject({
    CloudWatchMetrics: [
      {
        Namespace: 'SecretMaskResolver',
        Dimensions: [['service']],
        Metrics: [
          { Name: 'verificationSeconds', Unit: 'Seconds' },
          { Name: 'duplicates', Unit: 'Count' },
        ],
      },
    ],
  });
  expect(Object.keys(values).toSorted()).toEqual(['duplicates', 'service', 'verificationSeconds']);
  expect(values).toMatchObject({ service: 'secret-mask-resolver-dev-verify-connections' });
});

it('the next invocation begins at nothing, and one that counted nothing prints nothing', () => {
  const metrics = makeMetrics();
  metrics.count('dropped', 5);
  metrics.publish();
  metrics.publish();
  metrics.count('dropped', 1);
  metrics.publish();
  expect(lines().map(({ dropped, service }) => [dropped, service])).toEqual([
    [5, 'secret-mask-resolver-dev-verify-connections'],
    [1, 'secret-mask-resolver-dev-verify-connections'],
  ]);
});

it('a round of the dispatcher that sent nothing is told all the same', () => {
  const metrics = makeMetrics();
  metrics.count('dispatched', 0);
  metrics.publish();
  expect(lines()).toMatchObject([{ dispatched: 0 }]);
});

it('more durations than one line holds are printed in several, and none is lost', () => {
  const metrics = makeMetrics();
  for (let nth = 0; nth < 250; nth += 1) metrics.took('verificationSeconds', nth);
  metrics.count('duplicates', 1);
  metrics.publish();
  const values = lines().flatMap(({ verificationSeconds: seconds = [] }) => seconds);
  expect(values).toEqual(Array.from({ length: 250 }, (_, nth) => nth));
  expect(lines().filter(({ duplicates }) => duplicates === 1)).toHaveLength(1);
});

it.each(Object.entries(STATUS_METRICS))('a verification that ended as %s counts as %s, once, with its duration', (status, name) => {
  const metrics = makeMetrics();
  const known = Object.values(VERDICTS).find((row) => row.status === status)!.status;
  countVerification(metrics, { ...ended, status: known });
  metrics.publish();
  expect(lines()).toMatchObject([{ [name]: 1, verificationSeconds: 0.25 }]);
  expect(printed.join('')).not.toContain('faults');
});

// By hand from PRODUCT §7: ours and AWS's faults, which never overwrite a verdict, and what the attempt budget refuses.
it.each([
  ['vault_throttled', 'faults'],
  ['vault_unavailable', 'faults'],
  ['vault_timeout', 'faults'],
  ['role_unavailable', 'faults'],
  ['interrupted', 'faults'],
  ['budget_spent', 'budgetRefusals'],
  ['suspended', 'budgetRefusals'],
] as const)('%s counts among the %s', (code, name) => {
  const metrics = makeMetrics();
  countVerification(metrics, { status: 'not_attempted', code, durationMs: 1 });
  metrics.publish();
  expect(lines()).toMatchObject([{ [name]: 1, verificationsNotAttempted: 1 }]);
});

it.each(['bad_credentials', 'target_timeout', 'secret_not_found', 'destination_denied', 'rate_limited'] as const)('%s is the fault of nobody here', (code) => {
  const metrics = makeMetrics();
  countVerification(metrics, { status: VERDICTS[code].status, code, durationMs: 1 });
  metrics.publish();
  expect(printed.join('')).not.toMatch(/faults|budgetRefusals/);
});

it('alarms and dashboard go by names that are measured', async () => {
  const source = await readFile(new URL('../../shared/metrics.ts', import.meta.url), 'utf8');
  const measured = new Set([...source.matchAll(/^ {2}(\w+): '(?:Count|Seconds)',$/gm)].map(([, name]) => name));
  expect(measured).toContain('dispatched' satisfies MetricName);
  const read = (name: string): Promise<string> => readFile(new URL(`../../infra/aws/${name}.yml`, import.meta.url), 'utf8');
  const alarms = [...(await read('alarms')).matchAll(/Namespace: SecretMaskResolver[\s,]+MetricName: (\w+)/g)].map(([, name]) => name);
  const rows = [...(await read('dashboard')).matchAll(/\["(?:SecretMaskResolver|\.)","([a-z]\w+)"/g)].map(([, name]) => name);
  expect([...new Set(alarms)]).toEqual(['dispatched', 'faults', 'verificationSeconds']);
  expect(rows.length).toBeGreaterThan(12);
  expect([...alarms, ...rows].filter((name) => !measured.has(name))).toEqual([]);
});
