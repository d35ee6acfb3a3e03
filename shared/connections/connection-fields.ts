import type { StoredConnection } from './stored-connection.ts';

/** What its editors decide about a connection; without a method, the connector's first. */
export type ConnectionFields = Pick<StoredConnection, 'name' | 'connector' | 'config' | 'expectIdentity' | 'schedule' | 'labels'> & {
  readonly method: string | undefined;
};

export function connectionFieldsOf({ name, connector, method, config, expectIdentity, schedule, labels }: StoredConnection): ConnectionFields {
  return { name, connector, method, config, expectIdentity, schedule, labels };
}
