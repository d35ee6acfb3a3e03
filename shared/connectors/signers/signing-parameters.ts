import type { ResolverError } from '../../errors.ts';
import type { RequestDraft } from '../request-draft.ts';
import type { TemplateMap } from '../connector.ts';
import { type Encode, namesOf, renderTemplate, type TextOf, unusable } from '../template.ts';
import { asUnicode } from '../value-check.ts';

/** `now` is milliseconds since 1970. */
export type SigningDeps = { readonly textOf: TextOf; readonly now: () => number; readonly uuid: () => string };
/** Signs a request as it stands before `apply` has put anything into it. @throws ResolverError `value_unusable` */
export type Signer<Parameters = TemplateMap> = (draft: RequestDraft, parameters: Parameters, deps: SigningDeps) => RequestDraft;

export type SigningParameters = {
  /** The text of a parameter, each of its values checked; empty where it is not there or its optional value is empty. */
  readonly text: (name: string, check?: Encode) => string;
  /** What to throw where a text is not what its parameter needs. */
  readonly refusal: (name: string) => ResolverError;
};

export function signingParameters(templates: TemplateMap, textOf: TextOf): SigningParameters {
  return {
    text: (name, check = asUnicode) => renderTemplate(templates[name] ?? '', textOf, check) ?? '',
    refusal: (name) => unusable(namesOf(templates[name] ?? '')[0] ?? ''),
  };
}
