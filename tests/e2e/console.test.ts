import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { close, listen, portOf } from '../../infra/local/loopback.ts';
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

  it('text that would be markup elsewhere is shown as it is', async () => {
    const names = [
      '<img src=x onerror="window.ran=1">',
      '"><svg onload=window.ran=1>',
      "javascript:window.ran=1//'",
      '<script>window.ran=1</script>',
      '{{constructor.constructor("window.ran=1")()}}',
      '</title><iframe srcdoc="<script>parent.ran=1</script>">',
    ];
    const visit = await begin();
    const { page } = visit;
    const ids: string[] = [];
    for (const name of names) {
      const config = { baseUrl: product.stack.jira.url, personalAccessToken: maskOf('<b onclick=window.ran=1>', GUIDE.arn) };
      const labels = { markup: name };
      const { body } = await product.call('POST /v1/connections', { name, connector: 'jira-dc', project: 'demo', config, labels, expectIdentity: null });
      ids.push(body['id']);
    }
    await visit.signIn(product, 'editor');
    for (const name of names) {
      await page.getByRole('link', { name, exact: true }).click();
      await page.getByRole('heading', { name, exact: true }).waitFor();
      await page.getByRole('button', { name: 'Connect', exact: true }).click();
      await page.getByText('key_not_found').first().waitFor();
      await page.getByRole('button', { name: 'Delete…' }).click();
      await page.getByRole('dialog', { name: `Delete ${name}?` }).waitFor();
      await page.keyboard.press('Escape');
      expect(await page.title()).toBe(`${name} · Secret Mask Resolver`);
      await page.getByRole('link', { name: 'Connections', exact: true }).first().click();
    }
    expect(await page.evaluate(() => Reflect.get(window, 'ran'))).toBeUndefined();
    for (const id of ids) await product.call(`DELETE /v1/connections/${id}`);
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

  it('an answer of the issuer that was not asked for here is not followed', async () => {
    const visit = await begin();
    const { page } = visit;
    await page.goto(`${product.stack.url}/?code=of-somebody-else&state=forged`);
    await page.getByRole('alert').getByText('This answer of the issuer was not asked for here. Sign in again.').waitFor();
    expect(visit.requests.filter((line) => line.startsWith('POST'))).toEqual([]);
    expect(page.url()).toBe(`${product.stack.url}/`);
  });

  it('is shown in no frame, neither itself nor the page on which one signs in', async () => {
    const { stack } = product;
    const asked = new URLSearchParams({ client_id: 'local-console' }).toString();
    const frames = [`${stack.url}/`, `${stack.url}/local/issuer/authorize?${asked}`].map((url) => `<iframe src="${url.replaceAll('&', '&amp;')}"></iframe>`);
    const elsewhere = createServer((_, response) => response.setHeader('content-type', 'text/html').end(`<!doctype html><title>x</title>${frames.join('')}`));
    await listen(elsewhere, 0);
    const visit = await begin();
    await visit.page.goto(`http://localhost:${portOf(elsewhere)}/`);
    const texts = await Promise.all(
      visit.page
        .frames()
        .slice(1)
        .map((frame) =>
          frame
            .locator('body')
            .innerText()
            .catch(() => ''),
        ),
    );
    expect(texts.filter((text) => /Sign in|Who are you/.test(text))).toEqual([]);
    expect(visit.complaints().join('\n')).toMatch(/frame-ancestors|X-Frame-Options/i);
    await close(elsewhere);
  });

  it('whose token has expired is asked to sign in again', async () => {
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'tester');
    await page.getByRole('link', { name: 'Demo Jira', exact: true }).waitFor();
    product.stack.clock.advance('PT61M');
    await page.getByRole('link', { name: 'Demo Jira', exact: true }).click();
    await page.getByText('You were signed out, because your sign-in is no longer good.').waitFor();
    expect(visit.complaints(/401 \(Unauthorized\)/).length).toBeGreaterThan(0);
    await visit.chooseRole('tester');
    await page.getByRole('heading', { name: 'Demo Jira', exact: true }).waitFor();
  });
});
