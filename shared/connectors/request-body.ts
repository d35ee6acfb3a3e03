import { isJsonObject, type Json } from '../json.ts';
import type { RequestSpec } from './connector.ts';
import { joinPairs, renderPairs } from './request-credentials.ts';
import type { Pairs } from './request-draft.ts';
import type { AssertionDeps } from './signers/jwt-assertion.ts';
import { renderTemplate, type TextOf } from './template.ts';
import { asUnicode, encodeForm, encodeXml } from './value-check.ts';

export type RequestBody = { readonly text: string | null; readonly headers: Pairs };

/** The one body a request has, with the headers that go with it. @throws ResolverError `value_unusable` */
export async function renderBody(spec: RequestSpec, textOf: TextOf, deps: AssertionDeps): Promise<RequestBody> {
  if (spec.grant !== undefined) {
    const { renderTokenRequest } = await import('./token-request.ts');
    const { headers, form } = await renderTokenRequest({ ...spec, grant: spec.grant }, textOf, deps);
    return { text: joinPairs(form), headers: [...headers, contentType('application/x-www-form-urlencoded')] };
  }
  if (spec.form)
    return { text: joinPairs(renderPairs(spec.form, { textOf, encode: encodeForm })), headers: [contentType('application/x-www-form-urlencoded')] };
  if (spec.json !== undefined) return { text: JSON.stringify(renderJson(spec.json, textOf)), headers: [contentType('application/json')] };
  if (spec.xml !== undefined) return { text: renderTemplate(spec.xml, textOf, encodeXml) ?? '', headers: [contentType('application/xml')] };
  return { text: null, headers: [] };
}

function contentType(type: string): readonly [string, string] {
  return ['content-type', type];
}

/** Values are put into the parsed body, so none can add structure. A text whose optional value is empty is dropped. */
function renderJson(json: Json, textOf: TextOf): Json | undefined {
  if (typeof json === 'string') return renderTemplate(json, textOf, asUnicode) ?? undefined;
  if (Array.isArray(json)) return json.flatMap((item: Json) => renderJson(item, textOf) ?? []);
  if (!isJsonObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).flatMap(([name, value]) => {
      const rendered = renderJson(value, textOf);
      return rendered === undefined ? [] : [[name, rendered]];
    }),
  );
}
