import { expect, it } from 'vitest';
import { GUIDE } from '../../infra/local/seed.ts';
import { maskOf } from '../helpers/product.ts';
import { inBrowser } from './in-browser.ts';

const MASK = maskOf(GUIDE.key, GUIDE.arn);

inBrowser('the connection form', ({ product, begin }) => {
  it('an editor finds the service, fills in its fields, sees that it works, saves it, and finds it in the list as connected', async () => {
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'editor');
    await page.getByRole('link', { name: 'New connection' }).click();
    await page.getByRole('combobox', { name: 'Search the catalogue' }).fill('jira data');
    await page.getByRole('option', { name: /Jira Data Center/ }).click();
    await page.getByLabel('Base URL').fill(product.stack.jira.url);
    await page.getByLabel('Personal access token').last().fill(MASK);
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText('Jira Data Center accepted the credentials.').waitFor();
    await page.getByText('It works. Save keeps it').waitFor();
    expect(visit.requests.filter((line) => line.endsWith('/test'))).toEqual([`POST ${product.stack.url}/v1/connections/test`]);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: 'Jira Data Center demo', exact: true }).waitFor();
    await page.getByRole('link', { name: 'Connections', exact: true }).first().click();
    await page.getByRole('row', { name: /^Jira Data Center demo Connected/ }).waitFor();
  });
});
