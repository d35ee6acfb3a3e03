import type { Page } from 'playwright-core';
import { GUIDE } from '../../../infra/local/seed.ts';

/** What the addresses of pages are made of: connections by how they stand, one of them seldom tested, and a run. */
export type Places = { readonly works: string; readonly denied: string; readonly quiet: string; readonly run: string };
/** A picture of a page: `act` is what is done there first. */
export type Picture = {
  readonly name: string;
  readonly title: string;
  readonly hash: ((places: Places) => string) | null;
  readonly act?: (page: Page) => Promise<unknown>;
};

const button = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

async function addSecret(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Project', exact: true }).fill('demo');
  await page.getByLabel('Base URL').fill('https://jira.acme.example');
  await button(page, '+ Add external secret to Personal access token');
  await page.getByRole('textbox', { name: 'Key name' }).fill(GUIDE.key);
  await page.getByRole('textbox', { name: 'Secret ARN' }).fill(GUIDE.arn);
  await page.keyboard.press('Tab');
  await page.getByText('Keys of this secret').waitFor();
}

/** In the order in which docs/console.md shows them. Whoever adds a page adds a row, and runs "npm run docs:screenshots". */
export const PICTURES: readonly Picture[] = [
  { name: 'sign-in', title: 'Before anybody has signed in', hash: null },
  { name: 'connections', title: 'Connections', hash: () => '#/connections' },
  {
    name: 'connection',
    title: 'A connection that works',
    hash: ({ works }) => `#/connections/${works}`,
    act: async (page) => {
      await button(page, 'Connect');
      await page.getByText('Jira Data Center accepted the credentials.').first().waitFor();
    },
  },
  {
    name: 'denied',
    title: 'One whose secret may not go there',
    hash: ({ denied }) => `#/connections/${denied}`,
    act: async (page) => {
      await button(page, 'Connect');
      await page.getByRole('button', { name: 'Copy command' }).first().waitFor();
    },
  },
  { name: 'services', title: 'The services of the catalogue', hash: () => '#/new' },
  { name: 'secret', title: 'A secret in a field', hash: () => '#/new?connector=jira-dc', act: addSecret },
  {
    name: 'form',
    title: 'A connection being made',
    hash: () => '#/new?connector=jira-dc',
    act: async (page) => {
      await addSecret(page);
      await button(page, 'Done');
      await page.getByRole('button', { name: /^secret prod\.jira\.secret\.key/ }).waitFor();
    },
  },
  { name: 'edit', title: 'A connection being changed', hash: ({ works }) => `#/connections/${works}/edit` },
  { name: 'runs', title: 'Runs', hash: () => '#/runs' },
  { name: 'run', title: 'A run', hash: ({ run }) => `#/runs/${run}` },
  {
    name: 'retry',
    title: 'What failed in it, verified again',
    hash: ({ run }) => `#/runs/${run}`,
    act: async (page) => {
      await button(page, 'Retry failed');
      await page.getByText('2 of 2', { exact: true }).waitFor();
      await page.getByText('Done', { exact: true }).waitFor();
    },
  },
  { name: 'secrets', title: 'Secrets in use', hash: () => '#/secrets' },
  { name: 'dependents', title: 'Who depends on a secret', hash: () => `#/secrets?arn=${encodeURIComponent(GUIDE.arn)}` },
  { name: 'projects', title: 'Projects', hash: () => '#/projects' },
  {
    name: 'store',
    title: 'The store of the workspace, tested',
    hash: () => '#/stores',
    act: (page) => button(page, 'Test the store'),
  },
  {
    name: 'project-store',
    title: 'A store of a project’s own, with the policies of its role to copy',
    hash: () => '#/stores/demo',
    act: (page) => page.getByRole('heading', { name: 'External ID' }).evaluate((heading) => heading.parentElement?.parentElement?.scrollIntoView()),
  },
  { name: 'audit', title: 'The audit', hash: ({ quiet }) => `#/audit?project=demo&connectionId=${quiet}` },
];
