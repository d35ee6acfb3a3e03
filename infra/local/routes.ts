import { parseDocument } from 'yaml';
import { isJsonObject } from '../../shared/json.ts';

/** One route of the HTTP API, as serverless.yml declares it. */
export type Route = {
  readonly functionName: string;
  /** "GET", …, "ANY". */
  readonly method: string;
  /** "/v1/connectors/{id}", or "$default". */
  readonly path: string;
  /** "GET /v1/connectors/{id}", or "$default". */
  readonly routeKey: string;
  /** iam: signed with Signature Version 4. */
  readonly authorizer: 'none' | 'jwt' | 'iam';
  /** The token must carry one of these; empty: none asked for. */
  readonly scopes: readonly string[];
};

type Values = Readonly<Record<string, unknown>>;

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const PATH = /^\/(?:(?:[\w.~-]+|\{\w+\})(?:\/(?:[\w.~-]+|\{\w+\}))*(?:\/\{\w+\+\})?|\{\w+\+\})?$/;
const NOT_HTTP = new Set(['sqs', 'schedule', 'eventBridge', 'stream', 'sns', 's3', 'cloudwatchLog', 'cloudwatchEvent']);

/**
 * The routes of a serverless.yml. CloudFormation tags and serverless variables are left as text.
 * @throws Error naming the function and what of it is not understood: a route is never guessed
 */
export function routesOf(yamlText: string): readonly Route[] {
  const document = parseDocument(yamlText, { logLevel: 'silent' });
  if (document.errors.length > 0) throw new Error('serverless.yml is not YAML.');
  const service = record(document.toJS(), 'serverless.yml');
  const jwtNames = jwtAuthorizersOf(service);
  const routes = Object.entries(record(service['functions'], 'functions')).flatMap(([name, declared]) =>
    list(record(declared, name)['events'] ?? [], name).flatMap((event) => routeOf(name, event, jwtNames)),
  );
  const twice = routes.find((route, index) => routes.findIndex((other) => other.routeKey === route.routeKey) !== index);
  if (twice) throw refusal(twice.functionName, `the route "${twice.routeKey}" a second time`);
  return routes;
}

/** Every function of a serverless.yml, those without routes too. */
export function functionNamesOf(yamlText: string): readonly string[] {
  return Object.keys(record(record(parseDocument(yamlText, { logLevel: 'silent' }).toJS(), 'serverless.yml')['functions'], 'functions'));
}

function routeOf(functionName: string, event: unknown, jwtNames: readonly string[]): readonly Route[] {
  const [kind, declared, ...more] = Object.entries(record(event, functionName)).flat();
  if (typeof kind !== 'string' || more.length > 0) throw refusal(functionName, 'an event with several kinds');
  if (NOT_HTTP.has(kind)) return [];
  if (kind !== 'httpApi') throw refusal(functionName, `an event "${kind}"`);
  const { method, path, authorizer, ...rest } = spelledOut(functionName, declared);
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) throw refusal(functionName, `"${unknown}" of a route`);
  return [{ functionName, ...target(functionName, method, path), ...guardOf(functionName, authorizer, jwtNames) }];
}

// "GET /health" and "*" are short for an object.
function spelledOut(functionName: string, declared: unknown): Values {
  if (declared === '*') return { method: '*', path: '*' };
  if (typeof declared !== 'string') return record(declared, functionName);
  const [method, path, ...more] = declared.split(' ');
  if (more.length > 0) throw refusal(functionName, `the route "${declared}"`);
  return { method, path };
}

function target(functionName: string, method: unknown, path: unknown): Pick<Route, 'method' | 'path' | 'routeKey'> {
  if ((method === '*' || method === undefined) && path === '*') return { method: 'ANY', path: '$default', routeKey: '$default' };
  const name = method === '*' ? 'ANY' : String(method).toUpperCase();
  if (name !== 'ANY' && !METHODS.has(name)) throw refusal(functionName, `the method "${String(method)}"`);
  if (typeof path !== 'string' || !PATH.test(path)) throw refusal(functionName, `the path "${String(path)}"`);
  return { method: name, path, routeKey: `${name} ${path}` };
}

function guardOf(functionName: string, declared: unknown, jwtNames: readonly string[]): Pick<Route, 'authorizer' | 'scopes'> {
  if (declared === undefined) return { authorizer: 'none', scopes: [] };
  if (isIam(declared)) return { authorizer: 'iam', scopes: [] };
  const { name, scopes = [], ...rest } = typeof declared === 'string' ? { name: declared } : record(declared, functionName);
  const isKnown = typeof name === 'string' && jwtNames.includes(name) && Object.keys(rest).every((key) => key === 'type' && rest[key] === 'jwt');
  if (!isKnown) throw refusal(functionName, 'an authorizer that is neither aws_iam nor a JWT authorizer of provider.httpApi.authorizers');
  return { authorizer: 'jwt', scopes: list(scopes, functionName).map(String) };
}

function isIam(declared: unknown): boolean {
  return isJsonObject(declared) && declared['type'] === 'aws_iam' && Object.keys(declared).length === 1;
}

function jwtAuthorizersOf(service: Values): readonly string[] {
  const api = record(record(service['provider'] ?? {}, 'provider')['httpApi'] ?? {}, 'provider.httpApi');
  return Object.entries(record(api['authorizers'] ?? {}, 'provider.httpApi.authorizers')).flatMap(([name, declared]) => {
    const { type = 'jwt', identitySource } = record(declared, name);
    const source = Array.isArray(identitySource) ? identitySource.join() : identitySource;
    return type === 'jwt' && source === '$request.header.Authorization' ? [name] : [];
  });
}

function record(value: unknown, name: string): Values {
  if (!isJsonObject(value)) throw new Error(`serverless.yml: ${name} is not written out as an object.`);
  return value;
}

function list(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`serverless.yml: ${name} holds something that is not a list.`);
  return value;
}

function refusal(functionName: string, what: string): Error {
  return new Error(`serverless.yml: function ${functionName} has ${what}, which the local gateway does not know.`);
}
