import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeResolver, type TemplateResolver } from '../../../infra/local/aws/template-resolver.ts';
import { stageLimitsOf } from '../../../infra/local/limits.ts';
import { readLimits } from '../../../shared/config.ts';
import { openApiDocument } from '../../../shared/http/openapi.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import { packageService, type PackagedService } from '../../helpers/packaged-service.ts';

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

  it('hold for every route, and closer for those, and their twins, that spend budgets of callers', () => {
    expect(ofStage()).toEqual({ DetailedMetricsEnabled: true, ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 });
    expect(spending()).toHaveLength(16);
    expect(routeKeys()).toEqual(spending().toSorted());
    for (const [, settings] of ofRoutes()) expect(settings).toEqual({ DetailedMetricsEnabled: true, ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 });
  });

  it('agree with the budgets: no route keeps a caller from spending its own, and no caller can use a route up alone', () => {
    const limits = readLimits(variablesOf(TEST_FUNCTION));
    const perCaller = Math.max(limits.tests, limits.keyReads, limits.storeTests, readLimits(variablesOf(MANAGE_FUNCTION)).runs);
    for (const [routeKey, { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }] of ofRoutes()) {
      expect([routeKey, Number(rate) * 60 >= 2 * perCaller]).toEqual([routeKey, true]);
      expect([routeKey, Number(rate) <= Number(ofStage()['ThrottlingRateLimit']), Number(burst) <= Number(ofStage()['ThrottlingBurstLimit'])]).toEqual([
        routeKey,
        true,
        true,
      ]);
    }
    expect(limits.hostTests).toBeGreaterThan(limits.tests);
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
