import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import { holds } from './template-conditions.ts';
import { INTRINSICS } from './template-intrinsics.ts';

/** What CloudFormation knows of the stack, and the values of its parameters (its defaults where left out). */
export type Pseudo = {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly stackName: string;
  readonly stackId: string;
  readonly parameters: Record<string, string>;
};
export type TemplateResolver = {
  /** Logical ids of one resource type whose Condition holds. */
  readonly resourcesOf: (type: string) => readonly string[];
  /** Null where the template has no such resource. */
  readonly typeOf: (logicalId: string) => string | null;
  /** Unresolved. */
  readonly propertiesOf: (logicalId: string) => JsonObject;
  /** All intrinsic functions replaced by their values; a property that is AWS::NoValue is left out. */
  readonly resolve: (json: Json) => Json;
};
/** What an intrinsic function sees. */
export type TemplateScope = {
  readonly template: JsonObject;
  readonly pseudo: Pseudo;
  readonly resolver: TemplateResolver;
  /** As `resolve`, undefined for AWS::NoValue. */
  readonly valueOf: (json: Json) => Json | undefined;
};

/** @throws Error for an intrinsic function or a name that is not known */
export function makeResolver(json: unknown, pseudo: Pseudo): TemplateResolver {
  if (!isJsonObject(json)) throw new Error('The template is not a JSON object.');
  const resources = sectionOf(json, 'Resources');
  const resourceOf = (logicalId: string): JsonObject => sectionOf(resources, logicalId);
  const exists = (resource: JsonObject): boolean => resource['Condition'] === undefined || holds({ Condition: resource['Condition'] }, scope);
  const resolver: TemplateResolver = {
    resourcesOf: (type) => Object.keys(resources).filter((id) => resourceOf(id)['Type'] === type && exists(resourceOf(id))),
    typeOf: (logicalId) => {
      const type = resourceOf(logicalId)['Type'];
      return typeof type === 'string' ? type : null;
    },
    propertiesOf: (logicalId) => sectionOf(resourceOf(logicalId), 'Properties'),
    resolve: (value) => resolve(value, scope) ?? null,
  };
  const scope: TemplateScope = { template: json, pseudo, resolver, valueOf: (value) => resolve(value, scope) };
  return resolver;
}

function resolve(json: Json, scope: TemplateScope): Json | undefined {
  if (Array.isArray(json)) return json.map((item: Json) => resolve(item, scope)).filter((item) => item !== undefined);
  if (!isJsonObject(json)) return json;
  const [name, ...rest] = Object.keys(json);
  if (name !== undefined && rest.length === 0) {
    const intrinsic = INTRINSICS.get(name);
    if (intrinsic) return intrinsic(json[name] ?? null, scope);
    if (name.startsWith('Fn::')) throw new Error(`The function ${name} is not known here.`);
  }
  const entries = Object.entries(json).map(([key, value]) => [key, resolve(value, scope)] as const);
  return Object.fromEntries(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

export function sectionOf(json: JsonObject, name: string): JsonObject {
  const found = Object.hasOwn(json, name) ? json[name] : undefined;
  return isJsonObject(found) ? found : {};
}
