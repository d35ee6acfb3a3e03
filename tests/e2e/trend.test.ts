import { expect, it } from 'vitest';
import { GUIDE } from '../../infra/local/seed.ts';
import { maskOf } from '../helpers/product.ts';
import { inBrowser } from './in-browser.ts';

inBrowser('the picture of the last tests', ({ product, begin }) => {
  it('stands in the list for each connection that was tested, at the connection itself, and moves with each test', async () => {
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'tester');
    const row = page.getByRole('row', { name: /Demo Jira (Connected|Untested)/ });
    await row.getByText('none').waitFor();
    await page.getByRole('link', { name: 'Demo Jira', exact: true }).click();
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByRole('img', { name: 'The last test: authorized.' }).waitFor();
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByRole('img', { name: '2 of the last 2 tests were authorized.' }).waitFor();
    await page.getByRole('link', { name: 'Connections', exact: true }).first().click();
    await row.getByRole('img', { name: '2 of the last 2 tests were authorized.' }).waitFor();
    expect(
      visit.requests.filter((line) => line.endsWith('/verifications')),
      'the list asks for no history',
    ).toEqual([]);
  });

  it('has the newest test at the right, tells outcomes by height as well as by colour, and stays where an edit voids the verdict', async () => {
    const config = { baseUrl: product.stack.jira.url, personalAccessToken: maskOf(GUIDE.key, GUIDE.arn) };
    const { body } = await product.call('POST /v1/connections', { name: 'Moved', connector: 'jira-dc', project: 'demo', config });
    await product.call(`POST /v1/connections/${body['id']}/test`);
    const moved = await product.call(`PATCH /v1/connections/${body['id']}`, { config: { baseUrl: 'http://127.0.0.1:9' } }, { 'if-match': '"1"' });
    expect(moved.body['standing']).toMatchObject({ state: 'untested', recent: ['authorized'] });
    await product.call(`POST /v1/connections/${body['id']}/test`);
    const visit = await begin();
    await visit.signIn(product, 'viewer');
    const picture = visit.page.getByRole('row', { name: /^Select Moved/ }).getByRole('img', { name: '1 of the last 2 tests were authorized.' });
    await picture.waitFor();
    const [good, warning, bad] = await picture.locator('path').evaluateAll((paths) => paths.map((path) => path.getAttribute('d') ?? ''));
    expect([good, warning, bad]).toEqual([expect.stringMatching(/^M224 28v-28/), expect.stringMatching(/^M232 28v-12/), '']);
    await product.call(`DELETE /v1/connections/${body['id']}`);
  });

  it('is of the time that the API has, where the browser has another one', async () => {
    const visit = await begin();
    await visit.page.clock.setFixedTime(product.stack.clock.now() + 3 * 86_400_000);
    await visit.signIn(product, 'viewer');
    const row = visit.page.getByRole('row', { name: /Demo Jira Connected/ });
    await row
      .getByText(/just now|minutes? ago/)
      .first()
      .waitFor();
    expect(await row.getByText(/days ago/).count()).toBe(0);
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
  ] as const)('is no barrier, and fits: %s, %i pixels wide', async (colorScheme, width) => {
    const visit = await begin({ colorScheme, width });
    await visit.signIn(product, 'viewer');
    await visit.page.getByRole('img', { name: '2 of the last 2 tests were authorized.' }).waitFor();
    expect(await visit.barriers()).toEqual([]);
  });
});
