import { isJsonObject, type Json } from '../../../shared/json.ts';
import { listOf, textOf } from './template-values.ts';
import type { TemplateScope } from './template-resolver.ts';

/** Whether a condition of the template holds: {"Condition": name}, Fn::Equals, Fn::And, Fn::Or, Fn::Not. @throws Error for any other */
export function holds(condition: Json, scope: TemplateScope): boolean {
  const [name, argument] = (isJsonObject(condition) ? Object.entries(condition)[0] : undefined) ?? ['', null];
  const each = (): readonly boolean[] => listOf(argument).map((item) => holds(item, scope));
  switch (name) {
    case 'Condition':
      return holds(namedCondition(textOf(argument), scope), scope);
    case 'Fn::Equals':
      return new Set(listOf(argument).map((item) => JSON.stringify(scope.valueOf(item)))).size === 1;
    case 'Fn::And':
      return each().every(Boolean);
    case 'Fn::Or':
      return each().some(Boolean);
    case 'Fn::Not':
      return each()[0] === false;
    default:
      throw new Error('A condition is not known here.');
  }
}

function namedCondition(name: string, { template }: TemplateScope): Json {
  const conditions = template['Conditions'];
  return (isJsonObject(conditions) ? conditions[name] : undefined) ?? null;
}
