import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import { makeResolver, type Pseudo } from '../aws/template-resolver.ts';
import { textOf } from '../aws/template-values.ts';

/** A resource of a packaged template with all intrinsic functions resolved. */
export type TemplateResource = { readonly logicalId: string; readonly type: string; readonly properties: JsonObject };

/** @throws Error that names the resource */
export function resourcesOf(template: unknown, pseudo: Pseudo, type: string): readonly TemplateResource[] {
  const resolver = makeResolver(template, pseudo);
  return resolver.resourcesOf(type).map((logicalId) => {
    const properties = resolvedOf(logicalId, () => resolver.resolve(resolver.propertiesOf(logicalId)));
    return { logicalId, type, properties: isJsonObject(properties) ? properties : {} };
  });
}

export function refusal({ logicalId, type }: TemplateResource, what: string): Error {
  return new Error(`The resource ${logicalId} (${type}) of the template has ${what}, which the local stack does not know.`);
}

/** A whole number, also as text: a parameter of the template gives it so. @throws Error outside of its range */
export function integerIn(
  resource: TemplateResource,
  name: string,
  range: { readonly least: number; readonly most: number; readonly otherwise: number },
): number {
  return integerOf(resource, { name, value: resource.properties[name], ...range });
}

type Integer = { readonly name: string; readonly value: Json | undefined; readonly least: number; readonly most: number; readonly otherwise: number };

export function integerOf(resource: TemplateResource, { name, value, least, most, otherwise }: Integer): number {
  if (value === undefined) return otherwise;
  const number = /^\d+$/.test(textOf(value)) ? Number(textOf(value)) : Number.NaN;
  if (!(number >= least && number <= most)) throw refusal(resource, `a ${name} that is not from ${least} to ${most}`);
  return number;
}

/** Null where it is left out. @throws Error where it is no text */
export function textIn(resource: TemplateResource, name: string): string | null {
  const value = resource.properties[name];
  return value === undefined ? null : textOf(value);
}

/** @throws Error for a property that is neither read here nor without meaning on one machine */
export function refuseOthers(resource: TemplateResource, known: readonly string[]): void {
  const other = Object.keys(resource.properties).find((name) => !known.includes(name));
  if (other !== undefined) throw refusal(resource, `the property ${other}`);
}

function resolvedOf<T>(logicalId: string, resolve: () => T): T {
  try {
    return resolve();
  } catch (error) {
    throw new Error(`Resource ${logicalId} of the template: ${error instanceof Error ? error.message : 'unreadable.'}`, { cause: error });
  }
}
