import { isJsonObject, type JsonObject } from '../../shared/json.ts';

/** What one route lets through: so many requests at once, and so many a second on and on. */
export type RouteLimits = { readonly burst: number; readonly perSecond: number };
/** By route key; the rest have those of the stage. */
export type StageLimits = { readonly stage: RouteLimits; readonly routes: ReadonlyMap<string, RouteLimits> };
type Shell = Readonly<Record<string, string | undefined>>;

/** So much more than deployed that nobody who works alone, or measures, runs into it. */
const GENEROSITY = 1_000;

/** By what the limits of the template are multiplied here: budgets of callers and throttles of routes alike. @throws Error for a word that is not known */
export function limitFactorOf(shell: Shell): number {
  const word = shell['LOCAL_LIMITS'] ?? '';
  if (word !== '' && word !== 'deployed') throw new Error('LOCAL_LIMITS is "deployed" or left out.');
  return word === 'deployed' ? 1 : GENEROSITY;
}

/** The settings of a function with its budgets widened. */
export function widened(settings: Readonly<Record<string, string>>, factor: number): Record<string, string> {
  const widen = ([name, text]: readonly [string, string]) => [name, name.endsWith('_PER_MINUTE') ? String(Number(text) * factor) : text] as const;
  return Object.fromEntries(Object.entries(settings).map(widen));
}

/** The throttles that the template declares. @throws Error where they are not written out: none is guessed */
export function stageLimitsOf(template: JsonObject, factor: number): StageLimits {
  const stage = propertiesOf(template, 'HttpApiStage');
  const routes = isJsonObject(stage['RouteSettings']) ? Object.entries(stage['RouteSettings']) : [];
  return {
    stage: limitsIn(stage['DefaultRouteSettings'], factor),
    routes: new Map(routes.map(([routeKey, settings]) => [routeKey, limitsIn(settings, factor)])),
  };
}

function propertiesOf(template: JsonObject, logicalId: string): JsonObject {
  const resource = isJsonObject(template['Resources']) ? template['Resources'][logicalId] : null;
  const properties = isJsonObject(resource) ? resource['Properties'] : null;
  if (!isJsonObject(properties)) throw new Error(`The template has no ${logicalId}.`);
  return properties;
}

function limitsIn(settings: unknown, factor: number): RouteLimits {
  const said = isJsonObject(settings) ? settings : {};
  const [burst, perSecond] = [Number(said['ThrottlingBurstLimit']), Number(said['ThrottlingRateLimit'])];
  if (!(burst > 0 && perSecond > 0)) throw new Error('The template leaves a throttle of its HTTP API unsaid.');
  return { burst: burst * factor, perSecond: perSecond * factor };
}
