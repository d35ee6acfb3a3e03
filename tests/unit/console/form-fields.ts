import { type Way, wayOf } from '../../../functions/console/app/pages/form/body.ts';
import { type Draft, EMPTY } from '../../../functions/console/app/pages/form/draft.ts';
import type { StoredConnection } from '../../../functions/console/app/api/types.ts';
import { connectorDetail } from '../../../shared/http/connector-answers.ts';
import { MASK } from '../../helpers/stored-connections.ts';
import { connectorOf } from '../connectors/samples.ts';

/** A way to connect as the API tells of it; the first, where none is named. */
export function formWay(connector: string, method = ''): Way {
  return wayOf({ method }, connectorDetail(connectorOf(connector)))!;
}

export function draft(changed: Partial<Draft> = {}): Draft {
  const texts = { baseUrl: 'https://jira.example.com', personalAccessToken: MASK };
  return { ...EMPTY, connector: 'jira-dc', project: 'demo', texts, ...changed };
}

export function stored(changed: Partial<StoredConnection> = {}): StoredConnection {
  const standing: StoredConnection['standing'] = { state: 'connected', since: 't', lastVerifiedAt: 't', lastOkAt: 't', code: 'ok', versionIds: [], recent: [] };
  const config = { baseUrl: 'https://jira.example.com', personalAccessToken: MASK };
  const own = { id: 'con_1', name: 'Jira', project: 'demo', connector: 'jira-dc', method: 'pat', config, expectIdentity: null, schedule: null, labels: {} };
  return { ...own, revision: 3, standing, createdAt: 't', updatedAt: 't', ...changed };
}
