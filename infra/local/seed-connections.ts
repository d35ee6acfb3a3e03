import { isJsonObject } from '../../shared/json.ts';
import { askApi } from './ask-api.ts';
import { GUIDE, RETIRED } from './seed.ts';
import type { Stack } from './stack.ts';

const LABEL = { seed: 'first-minute' };
const CONNECTIONS = [
  { name: 'Demo Jira', secret: GUIDE },
  { name: 'Demo Jira with a retired token', secret: RETIRED },
] as const;

/**
 * Stores the two connections of the first minute, one that works and one that is refused, over the API and once per folder:
 * those the user deletes stay deleted, and only their address follows another PORT.
 */
export async function plantConnections(stack: Stack): Promise<void> {
  const { plantedFor } = stack.seed;
  if (stack.issuer === null || plantedFor === stack.jira.host) return;
  const token = await stack.token(['demo:editor'], { subject: 'seed', lifetimeSeconds: 60 });
  if (plantedFor === null) await create(stack, token);
  else await move(stack, token);
}

async function create({ url, jira }: Stack, token: string): Promise<void> {
  for (const { name, secret } of CONNECTIONS) {
    const config = { baseUrl: jira.url, personalAccessToken: `{{workato:sm:${secret.key}:${secret.arn}}}` };
    await askApi(`${url}/v1/connections`, { method: 'POST', token, body: { name, connector: 'jira-dc', config, labels: LABEL, project: 'demo' } });
  }
}

async function move({ url, jira, seed }: Stack, token: string): Promise<void> {
  const { items } = await askApi(`${url}/v1/connections?project=demo&label=seed:${LABEL.seed}`, { method: 'GET', token });
  for (const item of Array.isArray(items) ? items.filter(isJsonObject) : []) {
    const { id, revision, config } = item;
    if (typeof id !== 'string' || typeof revision !== 'number') continue;
    if (!isJsonObject(config) || config['baseUrl'] !== `http://${seed.plantedFor}`) continue;
    await askApi(`${url}/v1/connections/${id}`, { method: 'PATCH', token, body: { config: { baseUrl: jira.url } }, revision });
  }
}
