import { isJsonObject, type JsonObject } from '../../../../shared/json.ts';
import { authorize } from '../authorize.ts';
import { AwsError } from '../aws-error.ts';
import type { AwsCall, Service } from '../service.ts';
import { ACTIONS, type TableEngine } from './table-engine.ts';

type Home = { readonly account: string; readonly region: string };

/** DynamoDB for the tables of one account and region, each request judged by its sender's role. */
export function tablesService(engine: TableEngine, home: Home): Service {
  return {
    name: 'dynamodb',
    protocol: 'json',
    jsonVersion: '1.0',
    target: 'DynamoDB_20120810',
    actions: new Set<string>(ACTIONS),
    handle: async (call) => {
      for (const resource of resourcesOf(call)) authorize(call, { action: `dynamodb:${call.action}`, resource, context: [] });
      const [table] = tablesIn(call.input);
      if (table !== undefined) call.note(arnOf(call, table));
      const isElsewhere = call.region !== home.region || call.principal.account !== home.account;
      if (isElsewhere && call.action !== 'ListTables') throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
      return isElsewhere ? { TableNames: [] } : engine.run(call.action, call.input);
    },
  };
}

/** What the request needs a right to: its tables, or the index that it queries. */
function resourcesOf(call: AwsCall): readonly string[] {
  const index = call.input['IndexName'];
  const tables = tablesIn(call.input);
  if (tables.length === 0) return ['*'];
  return tables.map((table) => `${arnOf(call, table)}${typeof index === 'string' ? `/index/${index}` : ''}`);
}

function tablesIn({ TableName: table, RequestItems: items }: JsonObject): readonly string[] {
  if (typeof table === 'string') return [table];
  return isJsonObject(items) ? Object.keys(items) : [];
}

function arnOf({ principal, region }: AwsCall, table: string): string {
  return `arn:aws:dynamodb:${region}:${principal.account}:table/${table}`;
}
