import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeResolver, type TemplateResolver } from '../../../infra/local/aws/template-resolver.ts';
import { bundleConsole } from '../../../infra/bundle/bundle-console.ts';
import { ROOT } from '../../../infra/bundle/bundle-function.ts';
import { stageLimitsOf } from '../../../infra/local/limits.ts';
import { makeThrottle, type Throttle } from '../../../infra/local/throttle.ts';
import { readLimits } from '../../../shared/config.ts';
import { openApiDocument } from '../../../shared/http/openapi.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import { packageService, type PackagedService } from '../../helpers/packaged-service.ts';

/** What a browser asks for where it has nothing yet: the page, and the files of the page that it opens. */
const FILES_OF_A_VISIT = 9;
const OF_CONSOLE = ['GET /', 'GET /assets/{name}'];
const PSEUDO = { account: '137149879143', region: 'us-east-1', partition: 'aws', stackName: 's', stackId: 'a/b/c', parameters: {} };
const TEST_FUNCTION = 'TestDashconnectionLambdaFunction';
const MANAGE_FUNCTION = 'ManageDashconnectionsLambdaFunction';

let service: PackagedService;
let resolver: TemplateResolver;
beforeAll(async () => {
  service = await packageService();
  resolver = makeResolver(service.template, PSEUDO);
});
afterAll(() => service.remove());

const record = (json: Json | undefined): JsonObject => (json !== undefined && isJsonObject(json) ? json : {});
const stage = (name: string): JsonObject => record(resolver.propertiesOf('HttpApiStage')[name]);
const variablesOf = (logicalId: string, from = resolver): Record<string, string> => {
  const { Variables: variables } = record(from.resolve(from.propertiesOf(logicalId)['Environment'] ?? null));
  return Object.fromEntries(Object.entries(record(variables)).map(([name, value]) => [name, typeof value === 'string' ? value : '']));
};

describe('the throttles of the API', () => {
  const ofStage = (): JsonObject => stage('DefaultRouteSettings');
  const ofRoutes = (): readonly (readonly [string, JsonObject])[] =>
    Object.entries(stage('RouteSettings')).map(([routeKey, settings]) => [routeKey, record(settings)] as const);
  const routeKeys = (): readonly string[] =>
    ofRoutes()
      .map(([routeKey]) => routeKey)
      .toSorted();
  /** By what the API's own description says of 429. */
  const spending = (): readonly string[] => {
    const paths = Object.entries(record(JSON.parse(JSON.stringify(openApiDocument()))['paths']));
    const spent = paths.flatMap(([path, methods]) =>
      Object.entries(record(methods)).flatMap(([method, operation]) =>
        isJsonObject(operation) && isJsonObject(operation['responses']) && '429' in operation['responses'] ? [`${method.toUpperCase()} ${path}`] : [],
      ),
    );
    return spent.flatMap((routeKey) => [routeKey, routeKey.replace(' ', ' /iam')]);
  };

  const closer = (): readonly (readonly [string, JsonObject])[] => ofRoutes().filter(([routeKey]) => !OF_CONSOLE.includes(routeKey));

  it('hold for every route, closer for those, and their twins, that spend budgets of callers, and wider for the files of the console', () => {
    expect(ofStage()).toEqual({ DetailedMetricsEnabled: true, ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 });
    expect(spending()).toHaveLength(16);
    expect(routeKeys()).toEqual([...spending(), ...OF_CONSOLE].toSorted());
    for (const [, settings] of closer()) expect(settings).toEqual({ DetailedMetricsEnabled: true, ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 });
  });

  it('agree with the budgets: no route keeps a caller from spending its own, and no caller can use a route up alone', () => {
    const limits = readLimits(variablesOf(TEST_FUNCTION));
    const perCaller = Math.max(limits.tests, limits.keyReads, limits.storeTests, readLimits(variablesOf(MANAGE_FUNCTION)).runs);
    for (const [routeKey, { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }] of closer()) {
      expect([routeKey, Number(rate) * 60 >= 2 * perCaller]).toEqual([routeKey, true]);
      expect([routeKey, Number(rate) <= Number(ofStage()['ThrottlingRateLimit']), Number(burst) <= Number(ofStage()['ThrottlingBurstLimit'])]).toEqual([
        routeKey,
        true,
        true,
      ]);
    }
    expect(limits.hostTests).toBeGreaterThan(limits.tests);
  });

  it('let 20 people come to the console in one second and five more in each one after, and a stranger ask for no more than 50 files a second on and on', () => {
    const clock = { nowMs: 1_000_000 };
    const throttle = makeThrottle(stageLimitsOf(service.template, 1), () => clock.nowMs);
    const visits = (people: number): number => Array.from({ length: people }, () => isServed(throttle)).filter(Boolean).length;
    expect(visits(20)).toBe(20);
    for (let second = 1; second <= 30; second += 1) {
      clock.nowMs += 1_000;
      expect(visits(5)).toBe(5);
    }
    for (const routeKey of OF_CONSOLE) {
      let passed = 0;
      for (let second = 0; second < 60; second += 1, clock.nowMs += 1_000) while (throttle(routeKey)) passed += 1;
      expect([routeKey, passed <= 60 * 50 + 200]).toEqual([routeKey, true]);
    }
  });

  it('of the console are enough for what it is made of', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'console-'));
    await bundleConsole({ root: ROOT, folder });
    const files = await readdir(join(folder, 'assets'));
    await rm(folder, { recursive: true });
    // A page is loaded when it is opened: of these files a visit asks for those of one page.
    const pages = files.filter((name) => /-page-.*\.js$/.test(name));
    expect(files.length - pages.length + 1).toBeLessThanOrEqual(FILES_OF_A_VISIT);
  });

  it('are set when the routes they name are there', () => {
    const dependsOn = record(record(service.template['Resources'])['HttpApiStage'])['DependsOn'];
    const routes = (Array.isArray(dependsOn) ? dependsOn.map(String) : []).filter((id) => resolver.typeOf(id) === 'AWS::ApiGatewayV2::Route');
    expect(new Set(routes.map((id) => resolver.propertiesOf(id)['RouteKey']))).toEqual(new Set(routeKeys()));
  });

  it('and the budgets are what the parameters say', async () => {
    const budgets = { testsPerMinute: '7', hostTestsPerMinute: '9', keyReadsPerMinute: '5', storeTestsPerMinute: '3', runsPerMinute: '4' };
    const { template, remove } = await packageService({ ...budgets, testRequestsPerSecond: '2', testRequestBurst: '6' });
    await remove();
    const given = makeResolver(template, PSEUDO);
    expect(readLimits(variablesOf(TEST_FUNCTION, given))).toMatchObject({ tests: 7, hostTests: 9, keyReads: 5, storeTests: 3 });
    expect(readLimits(variablesOf(MANAGE_FUNCTION, given))).toMatchObject({ runs: 4 });
    expect(stageLimitsOf(template, 1).routes.get('POST /v1/connections/test')).toEqual({ perSecond: 2, burst: 6 });
  });
});

/** Whether nothing of a first visit is turned away. */
function isServed(throttle: Throttle): boolean {
  return [throttle('GET /'), ...Array.from({ length: FILES_OF_A_VISIT }, () => throttle('GET /assets/{name}'))].every(Boolean);
}
