import type { Assertion, RequestSpec, TemplateMap } from './connector.ts';
import { plainText, renderBasic, renderPairs } from './request-credentials.ts';
import type { Pairs } from './request-draft.ts';
import type { AssertionDeps } from './signers/jwt-assertion.ts';
import { renderTemplate, type TextOf } from './template.ts';
import { encodeForm } from './value-check.ts';

type TokenRequest = { readonly headers: Pairs; readonly form: Pairs };

const NONE: Pairs = [];
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** What a grant sends besides, from the fields of these names (RFC 6749 §4.3.2, §6). */
const GRANT_FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  password: { username: '${username}', password: '${password}' },
  refresh_token: { refresh_token: '${refreshToken}' },
};

/** An OAuth 2.0 token request, its form encoded. @throws ResolverError `value_unusable` */
export async function renderTokenRequest(spec: RequestSpec & { readonly grant: string }, textOf: TextOf, deps: AssertionDeps): Promise<TokenRequest> {
  const client = renderClient(spec.clientAuth, textOf);
  const form = (templates: TemplateMap): Pairs => renderPairs(templates, { textOf, encode: encodeForm });
  const scope: TemplateMap = spec.scope === undefined ? {} : { scope: spec.scope };
  const assertion = spec.assertion ? await assertionPairs(spec.assertion, textOf, deps) : NONE;
  return {
    headers: client.headers,
    form: [...form({ grant_type: spec.grant, ...GRANT_FIELDS[spec.grant] }), ...client.form, ...form(scope), ...form(spec.params ?? {}), ...assertion],
  };
}

function renderClient(clientAuth: string | undefined, textOf: TextOf): TokenRequest {
  if (clientAuth === undefined) return { headers: NONE, form: NONE };
  if (plainText(clientAuth, textOf) === 'body') {
    return { headers: NONE, form: renderPairs({ client_id: '${clientId}', client_secret: '${clientSecret}' }, { textOf, encode: encodeForm }) };
  }
  // RFC 6749 §2.3.1: form-encoded before they are joined.
  const encodedOf: TextOf = (name) => renderTemplate(`\${${name}}`, textOf, encodeForm) ?? undefined;
  return { headers: [['authorization', renderBasic({ user: '${clientId}', password: '${clientSecret}' }, encodedOf)]], form: NONE };
}

/** Few connections need it: it stays out of the entry that every cold start reads. */
async function assertionPairs(assertion: Assertion, textOf: TextOf, deps: AssertionDeps): Promise<Pairs> {
  const { signAssertion } = await import('./signers/jwt-assertion.ts');
  const jwt = signAssertion(assertion, textOf, deps);
  return assertion.use === 'grant'
    ? [['assertion', jwt]]
    : [
        ['client_assertion_type', encodeForm(ASSERTION_TYPE, '')],
        ['client_assertion', jwt],
      ];
}
