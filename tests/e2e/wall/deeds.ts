import type { Locator, Page } from 'playwright-core';
import { GUIDE } from '../../../infra/local/seed.ts';
import type { Role } from '../../../shared/connections/grants.ts';
import { maskOf } from '../../helpers/product.ts';

/** What a deed is done with: a connection that was made for it, and what stores one more. */
export type Things = { readonly id: string; readonly config: Readonly<Record<string, string>> };
/** A request as the API takes it; `headers` besides the token. */
export type Request = { readonly route: string; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> };

export type Deed = {
  readonly name: string;
  /** By hand from the contract, §6, not from the code. */
  readonly who: readonly Role[];
  readonly hash: (things: Things) => string;
  /** Before its control can be used; nothing in most places. */
  readonly begin?: (page: Page, things: Things) => Promise<unknown>;
  readonly control: (page: Page) => Locator;
  /** After its control was pressed: does the rest of it, and sees that it is done. */
  readonly end: (page: Page, things: Things) => Promise<unknown>;
  /** The same, asked of the API without the console. */
  readonly request: (things: Things) => Request;
};

const ALL = ['viewer', 'tester', 'editor', 'admin'] as const;
const TESTERS = ['tester', 'editor', 'admin'] as const;
const EDITORS = ['editor', 'admin'] as const;

const button =
  (name: string) =>
  (page: Page): Locator =>
    page.getByRole('button', { name, exact: true });
/** A link of the page; where it may not be followed, there is a button that says why. */
const link =
  (name: string) =>
  (page: Page): Locator =>
    page.getByRole('main').getByRole('link', { name, exact: true }).or(button(name)(page));
const heading = (page: Page, name: string): Promise<void> => page.getByRole('heading', { name, exact: true }).waitFor();
const fillIn = async (page: Page, { config }: Things): Promise<void> => {
  await page.getByLabel('Base URL').fill(config['baseUrl'] ?? '');
  await page.getByRole('textbox', { name: 'Personal access token' }).fill(config['personalAccessToken'] ?? '');
};

/** Everything that somebody can do in the console and somebody else cannot. Whoever adds a deed adds a row. */
export const DEEDS: readonly Deed[] = [
  {
    name: 'see the connections',
    who: ALL,
    hash: () => '#/nowhere',
    control: (page) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Connections', exact: true }),
    end: (page) => page.getByRole('link', { name: 'Demo Jira', exact: true }).waitFor(),
    request: () => ({ route: 'GET /v1/connections' }),
  },
  {
    name: 'see a connection and what its tests found',
    who: ALL,
    hash: () => '#/connections',
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
    begin: (page) => page.getByRole('textbox', { name: /^Name/ }).fill('With another name'),
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
];

export function configAt(baseUrl: string): Things['config'] {
  return { baseUrl, personalAccessToken: maskOf(GUIDE.key, GUIDE.arn) };
}
