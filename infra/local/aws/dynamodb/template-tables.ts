import type { JsonObject } from '../../../../shared/json.ts';
import { makeResolver, type Pseudo } from '../template-resolver.ts';

/** What CreateTable takes of a table in a template. Encryption, recovery, protection and TTL are AWS's: here expired items are passed over, as they must be there. */
const TAKEN = ['AttributeDefinitions', 'KeySchema', 'GlobalSecondaryIndexes', 'BillingMode'] as const;

/** The tables of a packaged template, as CreateTable takes them. @throws Error for anything that cannot be resolved */
export function tablesOfTemplate(template: unknown, pseudo: Pseudo): readonly JsonObject[] {
  const resolver = makeResolver(template, pseudo);
  return resolver.resourcesOf('AWS::DynamoDB::Table').map((logicalId) => {
    const properties = resolver.propertiesOf(logicalId);
    const taken = TAKEN.flatMap((name) => (properties[name] === undefined ? [] : [[name, resolver.resolve(properties[name])] as const]));
    return { TableName: resolver.resolve({ Ref: logicalId }), ...Object.fromEntries(taken) };
  });
}
