import type { JsonObject } from '../../../shared/json.ts';
import { askApi } from '../../../infra/local/ask-api.ts';
import { GUIDE, REPORTING } from '../../../infra/local/seed.ts';
import type { Stack } from '../../../infra/local/stack.ts';
import { maskOf } from '../../helpers/product.ts';
import type { Places } from './pictures.ts';

type Sample = { readonly name: string; readonly mask: string; readonly labels: Readonly<Record<string, string>>; readonly tests: number };

/** Beside the two of the first minute: one that works, one whose secret may not go there, some that wait to be tested. */
const SAMPLES: readonly Sample[] = [
  { name: 'Jira of the support team', mask: maskOf(GUIDE.key, GUIDE.arn), labels: { team: 'support', stage: 'production' }, tests: 12 },
  { name: 'Jira for reports', mask: maskOf(REPORTING.key, REPORTING.arn), labels: { team: 'finance', stage: 'production' }, tests: 3 },
  { name: 'Jira of the field service', mask: maskOf(GUIDE.key, GUIDE.arn), labels: { team: 'field', stage: 'trial' }, tests: 0 },
  { name: 'Jira of the web shop', mask: maskOf(GUIDE.key, GUIDE.arn), labels: { team: 'shop', stage: 'production' }, tests: 5 },
];

/** What the pictures show, stored over the API as anybody would. */
export async function plantDemonstration(stack: Stack): Promise<Places> {
  const token = await stack.token(['*:admin'], { subject: 'ada@acme.example' });
  const post = async (path: string, body: JsonObject): Promise<string> => {
    const { id } = await askApi(stack.url + path, { method: 'POST', token, body });
    return typeof id === 'string' ? id : '';
  };
  const ids: string[] = [];
  for (const { name, mask, labels, tests } of SAMPLES) {
    const config = { baseUrl: stack.jira.url, personalAccessToken: mask };
    const id = await post('/v1/connections', { name, connector: 'jira-dc', project: 'demo', config, labels });
    for (let test = 0; test < tests; test += 1) await post(`/v1/connections/${id}/test`, {});
    ids.push(id);
  }
  const [works = '', denied = '', quiet = ''] = ids;
  return { works, denied, quiet, run: await post('/v1/verification-runs', { selector: { project: 'demo' } }) };
}
