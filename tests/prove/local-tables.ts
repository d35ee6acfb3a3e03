import { tablesOfTemplate } from '../../infra/local/aws/dynamodb/template-tables.ts';
import type { JsonObject } from '../../shared/json.ts';
import type { TableNames } from '../../shared/tables/table-names.ts';
import { templateOf } from '../helpers/cloudformation-yaml.ts';

export const ACCOUNT = '137149879143';
export const REGION = 'us-east-1';
/** Nobody's: the embedded engine takes whoever has no key of its own for the administrator. */
export const CREDENTIALS = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' } as const;
const STACK = 'prove';

/** The tables of infra/aws/tables.yml, as the embedded engine makes them. */
export async function tablesToProve(): Promise<readonly JsonObject[]> {
  const stackId = `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${STACK}/x`;
  return tablesOfTemplate(await templateOf('tables.yml'), { account: ACCOUNT, region: REGION, partition: 'aws', stackId, stackName: STACK, parameters: {} });
}

const nameOf = (logicalId: string): string => `${STACK}-${logicalId}`;

export const TABLES: TableNames = {
  connections: nameOf('ConnectionsTable'),
  secretUses: nameOf('SecretUsesTable'),
  verifications: nameOf('VerificationsTable'),
  idempotency: nameOf('IdempotencyTable'),
  settings: nameOf('SettingsTable'),
  attempts: nameOf('AttemptsTable'),
  budgets: nameOf('BudgetsTable'),
  hosts: nameOf('HostsTable'),
  runs: nameOf('RunsTable'),
  watches: nameOf('WatchesTable'),
};
