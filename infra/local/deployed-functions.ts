import type { AwsEndpoint } from './aws/endpoint.ts';
import type { TemplateRoles } from './aws/template-roles.ts';
import { environmentFor, type AwsEndpoints } from './function-environment.ts';
import { widened } from './limits.ts';
import type { LocalFunction } from './functions.ts';
import { sizeOf, type Packaged } from './packaged.ts';

export type Deployment = {
  readonly names: readonly string[];
  readonly packaged: Packaged;
  readonly roles: TemplateRoles;
  readonly aws: AwsEndpoint;
  readonly endpoints: AwsEndpoints;
  readonly localTargets: readonly string[];
  readonly shell: Readonly<Record<string, string | undefined>>;
  /** By what the budgets that the template gives to callers are multiplied. */
  readonly limitFactor: number;
  /** Settings over those of the template; asked for when a function starts, since the stack's own URL is known no earlier. */
  readonly settings: () => Readonly<Record<string, string>>;
};

/** The functions of the template as the stack runs them: each with keys of its own role. */
export function deployedFunctions(deployment: Deployment): readonly LocalFunction[] {
  const { packaged, roles, aws, localTargets, shell } = deployment;
  return deployment.names.map((name) => {
    const size = sizeOf(packaged.template, name);
    const deployed = widened(roles.environmentOf(name), deployment.limitFactor);
    const key = aws.issueKey(roles.roleOf(name));
    return {
      name,
      bundle: packaged.bundleOf(name),
      ...size,
      get environment() {
        const facts = { name, memoryMb: size.memoryMb, declared: { ...deployed, ...deployment.settings() }, key, localTargets };
        return environmentFor(facts, { ...deployment.endpoints, embedded: aws.url }, shell);
      },
    };
  });
}
