import { expect, it } from 'vitest';
import { GUIDE, REPORTING } from '../../infra/local/seed.ts';
import { maskOf } from '../helpers/product.ts';
import { inBrowser } from './in-browser.ts';

inBrowser('the console', ({ product, begin }) => {
  it('an editor signs in, sees the two stored connections, opens one, and Connect ends as authorized', async () => {
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'editor');
    for (const name of ['Demo Jira', 'Demo Jira with a retired token']) await page.getByRole('rowheader', { name, exact: true }).waitFor();
    await page.getByRole('link', { name: 'Demo Jira', exact: true }).click();
    await page.getByRole('heading', { name: 'Demo Jira', exact: true }).waitFor();
    await page.getByText('secret prod.jira.secret.key from prod-jira-credentials in 137149879143, us-east-1').waitFor();
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText('Jira Data Center accepted the credentials.').first().waitFor();
    const steps = await page.getByRole('list', { name: 'Steps of the test' }).getByRole('listitem').allTextContents();
    expect(steps.map((step) => step.replace(/\d.*/, ''))).toEqual(['Masks', 'Binding', 'Secret', 'Address', 'Target']);
    await page.getByRole('img', { name: 'The last test: authorized.' }).waitFor();
    await page.getByRole('link', { name: 'Connections', exact: true }).first().click();
    await page.getByRole('row', { name: /Demo Jira Connected/ }).waitFor();
  });

  it('the same walk needs nothing but a keyboard', async () => {
    const visit = await begin();
    const { page } = visit;
    const reach = async (name: string): Promise<void> => {
      for (let presses = 0; presses < 40; presses += 1) {
        await page.keyboard.press('Tab');
        if ((await page.evaluate(() => document.activeElement?.textContent?.trim())) === name) return;
      }
      throw new Error(`"${name}" is out of reach of the keyboard.`);
    };
    await page.goto(product.stack.url);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await reach('Sign in');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Sign in as editor' }).waitFor();
    for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Demo Jira', exact: true }).waitFor();
    await reach('Demo Jira');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Connect', exact: true }).waitFor();
    await reach('Connect');
    await page.keyboard.press('Enter');
    expect(await visit.sees('Jira Data Center accepted the credentials.')).toBe(true);
  });

  it('where the owner of a secret does not allow the host, the step that stopped it is marked, and the command that would is there to copy', async () => {
    const config = { baseUrl: product.stack.jira.url, personalAccessToken: maskOf(REPORTING.key, REPORTING.arn) };
    const { body } = await product.call('POST /v1/connections', { name: 'Reporting', connector: 'jira-dc', project: 'demo', config });
    const visit = await begin();
    const { page } = visit;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await visit.signIn(product, 'tester', `#/connections/${body['id']}`);
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText('destination_denied').first().waitFor();
    const steps = await page.getByRole('list', { name: 'Steps of the test' }).getByRole('listitem').allTextContents();
    expect(steps.map((step) => step.replace(/\d+ ms/, ' '))).toEqual([
      'Masks ',
      'Binding stopped here',
      'Secretnot reached',
      'Addressnot reached',
      'Targetnot reached',
    ]);
    await page.getByRole('button', { name: 'Copy command' }).click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^aws secretsmanager tag-resource .*connection-hosts/);
    await product.call(`DELETE /v1/connections/${body['id']}`);
  });

  it('filters narrow the list, stand in its address, and can be cleared', async () => {
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'viewer', '#/connections?label=seed:first-minute');
    await page.getByRole('link', { name: 'Demo Jira', exact: true }).waitFor();
    await page.getByLabel('Secret').fill('arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials-FsmeTs');
    await page.getByLabel('Secret').press('Enter');
    await page.getByRole('link', { name: 'Demo Jira with a retired token' }).waitFor({ state: 'detached' });
    expect(await page.getByRole('rowheader').allTextContents()).toEqual(['Demo Jira']);
    await page.getByLabel('State').selectOption('Suspended');
    await page.getByRole('heading', { name: 'No connection is like that' }).waitFor();
    expect(new URL(page.url()).hash).toContain('state=suspended');
    await page.getByRole('link', { name: 'Clear filters' }).click();
    await page.getByRole('link', { name: 'Demo Jira with a retired token' }).waitFor();
    await page.getByLabel('Label').fill('not a label');
    await page.getByLabel('Label').press('Enter');
    await page.getByRole('alert').getByText('The connections could not be listed').waitFor();
    expect(visit.complaints(/400 \(Bad Request\)/).length).toBeGreaterThan(0);
  });

  it('a viewer finds the buttons of a tester and an editor, and why they do nothing', async () => {
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'viewer');
    await page.getByRole('link', { name: 'Demo Jira', exact: true }).click();
    const connect = page.getByRole('button', { name: 'Connect', exact: true });
    await expect.poll(() => connect.getAttribute('aria-disabled')).toBe('true');
    await connect.click({ force: true });
    await page.getByRole('button', { name: 'Delete…' }).click({ force: true });
    await page.getByText('This needs the role tester in the project demo. Ask an admin for it.').waitFor();
    await page.getByText('This needs the role editor in the project demo. Ask an admin for it.').waitFor();
    expect(visit.requests.filter((line) => /\/test$|^DELETE/.test(line))).toEqual([]);
  });

  it('an editor deletes a connection, but not without being asked, and the focus is never lost', async () => {
    const config = { baseUrl: product.stack.jira.url, personalAccessToken: maskOf(GUIDE.key, GUIDE.arn) };
    await product.call('POST /v1/connections', { name: 'To be deleted', connector: 'jira-dc', project: 'demo', config });
    const visit = await begin();
    const { page } = visit;
    const focused = (): Promise<string | null | undefined> => page.evaluate(() => document.activeElement?.textContent);
    await visit.signIn(product, 'editor');
    await page.getByRole('link', { name: 'To be deleted' }).click();
    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focused()).toBe('Delete…');
    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('heading', { name: 'Connections' }).waitFor();
    await page.getByRole('link', { name: 'Demo Jira', exact: true }).waitFor();
    expect(await page.getByRole('link', { name: 'To be deleted' }).count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
  });

  it('what was found of one connection is not shown at another', async () => {
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'tester');
    await page.getByRole('link', { name: 'Demo Jira with a retired token' }).waitFor();
    const other = await page.getByRole('link', { name: 'Demo Jira with a retired token' }).getAttribute('href');
    await page.getByRole('link', { name: 'Demo Jira', exact: true }).click();
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByRole('list', { name: 'Steps of the test' }).waitFor();
    await page.evaluate((hash) => location.assign(hash), other ?? '');
    await page.getByRole('heading', { name: 'Demo Jira with a retired token' }).waitFor();
    expect(await page.getByRole('list', { name: 'Steps of the test' }).count()).toBe(0);
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
  ] as const)('its pages have no barriers that axe-core knows, and fit: %s, %i pixels wide', async (colorScheme, width) => {
    const visit = await begin({ colorScheme, width });
    const { page } = visit;
    await page.goto(product.stack.url);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await visit.barriers()).toEqual([]);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Sign in as editor' }).waitFor();
    expect(await visit.barriers()).toEqual([]);
    await page.getByRole('button', { name: 'Sign in as editor' }).click();
    await page.getByRole('link', { name: 'Demo Jira with a retired token' }).waitFor();
    expect(await visit.barriers()).toEqual([]);
    await page.getByRole('link', { name: 'Demo Jira', exact: true }).click();
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText('Jira Data Center accepted the credentials.').first().waitFor();
    expect(await visit.barriers()).toEqual([]);
    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('dialog', { name: 'Delete Demo Jira?' }).waitFor();
    expect(await visit.barriers()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Delete…');
  });

  it('the token is kept nowhere: reloading asks to sign in again, and leads back to the same page', async () => {
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'viewer', '#/connections?state=untested');
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([0, 0, '']);
    expect(page.url()).toBe(`${product.stack.url}/#/connections?state=untested`);
    await page.reload();
    await visit.chooseRole('viewer');
    expect(page.url()).toBe(`${product.stack.url}/#/connections?state=untested`);
    const { origin } = new URL(product.stack.url);
    expect(visit.requests.filter((line) => new URL(line.split(' ')[1] ?? '').origin !== origin)).toEqual([]);
  });

  it('whose token has expired is asked to sign in again', async () => {
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'tester');
    await page.getByRole('link', { name: 'Demo Jira', exact: true }).waitFor();
    product.stack.clock.advance('PT61M');
    const before = visit.requests.length;
    await page.getByRole('link', { name: 'Demo Jira', exact: true }).click();
    await page.getByText('You were signed out, because your sign-in is no longer good.').waitFor();
    const asked = visit.requests.slice(before).filter((line) => line.includes('/v1/')).length;
    await visit.chooseRole('tester');
    await page.getByRole('heading', { name: 'Demo Jira', exact: true }).waitFor();
    // The page asks for several things at once, and is left as soon as one of them is refused: by now the browser has complained of each.
    const refused = visit.complaints(/401 \(Unauthorized\)/).length;
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThanOrEqual(asked);
  });
});
