import type { OutgoingLogin } from '../egress/exchange.ts';
import { Secret } from '../secrets/secret.ts';
import type { Connector, Method, RequestSpec } from './connector.ts';
import { renderOrigin, urlTemplateOf } from './request-origin.ts';
import { renderTemplate, type TextOf } from './template.ts';
import { asLoginText } from './value-check.ts';

type LoginContext = { readonly connector: Connector; readonly method: Method; readonly spec: RequestSpec & { readonly protocol: string } };

/** The login of a wire protocol; a setting whose optional value is empty is left out. @throws ResolverError `address_denied`, `value_unusable` */
export function renderLogin({ connector, method, spec }: LoginContext, textOf: TextOf): OutgoingLogin {
  const settings = Object.entries(spec.login ?? {}).flatMap(([name, template]) => {
    const text = renderTemplate(template, textOf, asLoginText);
    return text === null ? [] : [[name, new Secret(text)] as const];
  });
  const { origin } = urlTemplateOf(connector, method, spec);
  return { protocol: spec.protocol, destination: renderOrigin(origin, textOf), settings: Object.fromEntries(settings) };
}
