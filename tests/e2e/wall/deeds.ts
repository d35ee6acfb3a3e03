import type { Locator, Page } from 'playwright-core';
import { GUIDE } from '../../../infra/local/seed.ts';
import { maskOf } from '../../helpers/product.ts';
import type { Person } from '../visit.ts';

/** What a deed is done with: a connection that was made for it, what stores one more, and a run in which one has failed. */
export type Things = { readonly id: string; readonly label: string; readonly run: string; readonly config: Readonly<Record<string, string>> };
/** A request as the API takes it; `headers` besides the token. */
export type Request = { readonly route: string; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> };

export type Deed = {
  readonly name: string;
  /** By hand from the contract, §6, not from the code. */
  readonly who: readonly Person[];
  readonly hash: (things: Things) => string;
  /** Before its control can be used; nothing in most places. */
  readonly begin?: (page: Page, things: Things) => Promise<unknown>;
  readonly control: (at: Page) => Locator;
  /** After its control was pressed: does the rest of it, and sees that it is done. */
  readonly end: (page: Page, things: Things) => Promise<unknown>;
  /** What others find: the control, which does nothing and says why (by default); or in place of it a text that says why. */
  readonly others?: 'barred' | 'told';
  /** The same, asked of the API without the console. */
  readonly request: (things: Things) => Request;
};

const ALL = ['viewer', 'tester', 'editor', 'admin', 'operator'] as const;
const TESTERS = ['tester', 'editor', 'admin', 'operator'] as const;
const EDITORS = ['editor', 'admin', 'operator'] as const;
const ADMINS = ['admin', 'operator'] as const;
/** Admins of every project, those to come included. */
const OPERATORS = ['operator'] as const;
const SECRET = `#/secrets?arn=${encodeURIComponent(GUIDE.arn)}`;

const button =
  (name: string) =>
  (at: Page): Locator =>
    at.getByRole('button', { name, exact: true });
/** A link of the page; where it may not be followed, there is a button that says why. */
const link =
  (name: string) =>
  (at: Page): Locator =>
    at.getByRole('main').getByRole('link', { name, exact: true }).or(button(name)(at));
/** A page by its name in the navigation; whoever it is not for is told on it. */
const placeNamed =
  (name: string) =>
  (at: Page): Locator =>
    at.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true });
const heading = (page: Page, name: string): Promise<void> => page.getByRole('heading', { name, exact: true }).waitFor();
/** Whoever has a role in one project need not name it. */
const chooseProject = async (page: Page): Promise<void> => {
  const project = page.getByRole('combobox', { name: 'Project', exact: true });
  if (await project.evaluate((element) => element instanceof HTMLInputElement)) await project.fill('demo');
};
const fillIn = async (page: Page, { config }: Things): Promise<void> => {
  await chooseProject(page);
  await page.getByLabel('Base URL').fill(config['baseUrl'] ?? '');
  await page.getByRole('textbox', { name: 'Personal access token' }).fill(config['personalAccessToken'] ?? '');
};

/** Everything that somebody can do in the console and somebody else cannot. Whoever adds a deed adds a row. */
export const DEEDS: readonly Deed[] = [
  {
    name: 'see the connections',
    who: ALL,
    hash: () => '#/nowhere',
    control: placeNamed('Connections'),
    end: (page) => page.getByRole('rowheader').first().waitFor(),
    request: () => ({ route: 'GET /v1/connections' }),
  },
  {
    name: 'see a connection and what its tests found',
    who: ALL,
    hash: () => '#/connections?label=seed:first-minute',
    control: link('Demo Jira'),
    end: (page) => heading(page, 'History'),
    request: ({ id }) => ({ route: `GET /v1/connections/${id}/verifications` }),
  },
  {
    name: 'test a stored connection as it is',
    who: TESTERS,
    hash: ({ id }) => `#/connections/${id}`,
    control: button('Connect'),
    end: (page) => page.getByText('Jira Data Center accepted the credentials.').first().waitFor(),
    request: ({ id }) => ({ route: `POST /v1/connections/${id}/test` }),
  },
  {
    name: 'begin a new connection',
    who: EDITORS,
    hash: () => '#/connections',
    control: link('New connection'),
    end: (page) => page.getByRole('combobox', { name: 'Search the catalogue' }).waitFor(),
    request: ({ config }) => ({ route: 'POST /v1/connections', body: { name: 'of the API', connector: 'jira-dc', project: 'demo', config } }),
  },
  {
    name: 'test what is not stored',
    who: EDITORS,
    hash: () => '#/new?connector=jira-dc',
    begin: fillIn,
    control: button('Connect'),
    end: (page) => page.getByText('Jira Data Center accepted the credentials.').first().waitFor(),
    request: ({ config }) => ({ route: 'POST /v1/connections/test', body: { connector: 'jira-dc', project: 'demo', config } }),
  },
  {
    name: 'store a connection',
    who: EDITORS,
    hash: () => '#/new?connector=jira-dc',
    begin: fillIn,
    control: button('Save'),
    end: (page) => heading(page, 'Jira Data Center demo'),
    request: ({ config }) => ({ route: 'POST /v1/connections', body: { name: 'of the API', connector: 'jira-dc', project: 'demo', config } }),
  },
  {
    name: 'duplicate a connection',
    who: EDITORS,
    hash: ({ id }) => `#/connections/${id}`,
    control: link('Duplicate'),
    end: (page) => page.getByLabel('Base URL').waitFor(),
    request: ({ config }) => ({ route: 'POST /v1/connections', body: { name: 'of the API', connector: 'jira-dc', project: 'demo', config } }),
  },
  {
    name: 'begin to edit a connection',
    who: EDITORS,
    hash: ({ id }) => `#/connections/${id}`,
    control: link('Edit'),
    end: (page) => page.getByLabel('Base URL').waitFor(),
    request: ({ id }) => ({ route: `PATCH /v1/connections/${id}`, body: { labels: { by: 'api' } }, headers: { 'if-match': '"1"' } }),
  },
  {
    name: 'save what was edited',
    who: EDITORS,
    hash: ({ id }) => `#/connections/${id}/edit`,
    begin: (page) => page.getByRole('textbox', { name: 'Name', exact: true }).fill('With another name'),
    control: button('Save'),
    end: (page) => heading(page, 'With another name'),
    request: ({ id }) => ({ route: `PATCH /v1/connections/${id}`, body: { labels: { by: 'api' } }, headers: { 'if-match': '"1"' } }),
  },
  {
    name: 'delete a connection',
    who: EDITORS,
    hash: ({ id }) => `#/connections/${id}`,
    control: button('Delete…'),
    end: async (page) => {
      await button('Delete')(page).click();
      await heading(page, 'Connections');
    },
    request: ({ id }) => ({ route: `DELETE /v1/connections/${id}` }),
  },
  {
    name: 'see the keys of a secret',
    who: EDITORS,
    others: 'told',
    hash: () => '#/new?connector=jira-dc',
    begin: async (at) => {
      await chooseProject(at);
      await button('+ Add external secret to Personal access token')(at).click();
      await at.getByRole('textbox', { name: 'Secret ARN' }).fill(GUIDE.arn);
      await at.keyboard.press('Tab');
    },
    control: button(GUIDE.key),
    end: async (at) => {
      await at.getByRole('button', { name: GUIDE.key, pressed: true }).waitFor();
      await button('Cancel')(at).click();
    },
    request: () => ({ route: 'POST /v1/secrets/keys', body: { arn: GUIDE.arn, project: 'demo' } }),
  },
  {
    name: 'see the runs',
    who: TESTERS,
    others: 'told',
    hash: () => '#/nowhere',
    control: placeNamed('Runs'),
    end: (at) => at.getByRole('main').getByRole('table').waitFor(),
    request: () => ({ route: 'GET /v1/verification-runs' }),
  },
  {
    name: 'verify many connections at once',
    who: TESTERS,
    hash: ({ label }) => `#/connections?label=deed:${label}`,
    control: button('Verify these…'),
    end: async (at) => {
      await button('Start')(at).click();
      await at.getByRole('heading', { name: /^Verification: / }).waitFor();
    },
    request: ({ id }) => ({ route: 'POST /v1/verification-runs', body: { selector: { ids: [id] } } }),
  },
  {
    name: 'retry what failed in a run',
    who: TESTERS,
    others: 'told',
    hash: ({ run }) => `#/runs/${run}`,
    control: button('Retry failed'),
    end: (at) => at.getByRole('link', { name: 'What failed in an earlier run' }).or(at.getByText('What failed in an earlier run')).first().waitFor(),
    request: ({ run }) => ({ route: `POST /v1/verification-runs/${run}/retry-failed` }),
  },
  {
    name: 'see who depends on a secret',
    who: ALL,
    hash: () => '#/secrets',
    control: link('prod-jira-credentials'),
    end: (at) => heading(at, 'Who depends on it'),
    request: () => ({ route: `GET /v1/secrets/usage?arn=${encodeURIComponent(GUIDE.arn)}` }),
  },
  {
    name: 'verify all that depend on a secret',
    who: TESTERS,
    hash: () => SECRET,
    control: button('Verify all of these now'),
    end: (at) => at.getByRole('heading', { name: 'Progress' }).waitFor(),
    request: () => ({ route: 'POST /v1/verification-runs', body: { selector: { secretArn: GUIDE.arn } } }),
  },
  {
    name: 'rehearse a rotation',
    who: EDITORS,
    hash: () => SECRET,
    control: button('Try the next version before it is current…'),
    end: async (at) => {
      await button('Try it')(at).click();
      await at.getByRole('heading', { name: 'Progress' }).waitFor();
    },
    request: () => ({ route: 'POST /v1/rehearsals', body: { secretArn: GUIDE.arn } }),
  },
  {
    name: 'have what is cached of a secret forgotten',
    who: ADMINS,
    hash: () => SECRET,
    control: button('Forget what is cached…'),
    end: async (at) => {
      await button('Forget')(at).click();
      await at.getByText('Forgotten. The next test reads the secret anew.').waitFor();
    },
    request: () => ({ route: `DELETE /v1/secrets/cache?project=demo&arn=${encodeURIComponent(GUIDE.arn)}` }),
  },
  {
    name: 'see the projects',
    who: ALL,
    hash: () => '#/nowhere',
    control: placeNamed('Projects'),
    end: (at) => at.getByRole('rowheader', { name: 'Demo', exact: true }).waitFor(),
    request: () => ({ route: 'GET /v1/projects' }),
  },
  {
    name: 'name a project',
    who: OPERATORS,
    hash: () => '#/projects',
    control: button('New project'),
    end: async (at) => {
      await at.getByLabel('Id').fill('of-a-deed');
      await at.getByLabel('Name', { exact: true }).fill('Of a deed');
      await button('Save')(at).click();
      await at.getByText('Of a deed is saved.').waitFor();
    },
    request: () => ({ route: 'PUT /v1/projects/demo', body: { name: 'Demo' } }),
  },
  {
    name: 'test the store of a project',
    who: ADMINS,
    others: 'told',
    hash: () => '#/stores/demo',
    control: button('Test the store'),
    end: (at) =>
      at
        .getByRole('list', { name: /checks?/i })
        .or(at.getByText('Reader role'))
        .first()
        .waitFor(),
    request: () => ({ route: 'POST /v1/stores/projects/demo/test', body: {} }),
  },
  {
    name: 'see the store of a project and change it',
    who: ADMINS,
    others: 'told',
    hash: () => '#/stores/demo',
    control: button('Give it a store of its own…'),
    end: (at) => button('See what it changes')(at).waitFor(),
    request: () => ({ route: 'GET /v1/stores/projects/demo' }),
  },
  {
    name: 'see the store of the workspace and change it',
    who: OPERATORS,
    others: 'told',
    hash: () => '#/stores',
    control: button('Change…'),
    end: (at) => button('See what it changes')(at).waitFor(),
    request: () => ({ route: 'GET /v1/stores/workspace' }),
  },
  {
    name: 'see the audit',
    who: ADMINS,
    others: 'told',
    hash: () => '#/audit?project=demo',
    control: (at) => at.getByRole('main').getByRole('table'),
    end: (at) => at.getByRole('columnheader').first().waitFor(),
    request: () => ({ route: 'GET /v1/audit?project=demo' }),
  },
];

export function configAt(baseUrl: string): Things['config'] {
  return { baseUrl, personalAccessToken: maskOf(GUIDE.key, GUIDE.arn) };
}
