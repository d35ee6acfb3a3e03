import { randomUUID } from 'node:crypto';
import type { DataDirectory } from './data-directory.ts';

/** The account and region that the local stack pretends to be: those of the Workato guide. */
export const ACCOUNT = '137149879143';
export const REGION = 'us-east-1';
const ID_FILE = 'stack-id.txt';
const STACK_NAME = 'secret-mask-resolver-local';

/** CloudFormation's pseudo parameters of the local stack. The id, made once per folder, yields the external ID of the reader role. */
export function pseudoParameters(data: DataDirectory): {
  account: string;
  region: string;
  partition: string;
  stackName: string;
  stackId: string;
  parameters: Record<string, string>;
} {
  const id = data.read(ID_FILE) ?? randomUUID();
  data.write(ID_FILE, id);
  const stackId = `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${STACK_NAME}/${id}`;
  return { account: ACCOUNT, region: REGION, partition: 'aws', stackName: STACK_NAME, stackId, parameters: {} };
}
