import type { Locator, Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { GUIDE, REPORTING } from '../../infra/local/seed.ts';
import { maskOf } from '../helpers/product.ts';
import { inBrowser } from './in-browser.ts';
import { untilDrawn } from './until-drawn.ts';

const MASK = maskOf(GUIDE.key, GUIDE.arn);

const token = (page: Page): Locator => page.getByRole('textbox', { name: 'Personal access token' });
const search = (page: Page): Locator => page.getByRole('combobox', { name: 'Search the catalogue' });
const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
const focused = (page: Page): Promise<string | null | undefined> =>
  page.evaluate(() => document.activeElement?.closest('[data-pointer]')?.getAttribute('data-pointer'));

inBrowser('the connection form', ({ product, begin }) => {
  const made: string[] = [];
  afterEach(async () => {
    for (const id of made.splice(0)) await product.call(`DELETE /v1/connections/${id}`);
  });
  const store = async (changed: object = {}): Promise<string> => {
    const config = { baseUrl: product.stack.jira.url, personalAccessToken: MASK };
    const { body } = await product.call('POST /v1/connections', { name: 'To be edited', connector: 'jira-dc', project: 'demo', config, ...changed });
    made.push(body['id']);
    return body['id'];
  };
  const fillIn = async (page: Page, mask = MASK): Promise<void> => {
    await page.getByLabel('Base URL').fill(product.stack.jira.url);
    await token(page).fill(mask);
  };
  const tests = (requests: readonly string[]): readonly string[] =>
    requests.filter((line) => /^POST .*\/test$/.test(line)).map((line) => new URL(line.slice(5)).pathname);

  it('an editor finds the service, fills in its fields, sees that it works, saves it, and finds it in the list as connected', async () => {
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'editor');
    await page.getByRole('link', { name: 'New connection' }).click();
    await search(page).fill('jira data');
    await page.getByRole('option', { name: /Jira Data Center/ }).click();
    await fillIn(page);
    await page.getByText(`Secrets are sent nowhere but to ${new URL(product.stack.jira.url).host}`).waitFor();
    await page.getByLabel('Verified').selectOption('Every 15 minutes');
    await page.getByText('Labels and identity').click();
    await press(page, 'Add a label');
    await page.getByLabel('Name of label 1').fill('team');
    await page.getByLabel('Text of label 1').fill('payments');
    await press(page, 'Connect');
    await page.getByText('Jira Data Center accepted the credentials.').waitFor();
    await page.getByText('It works. Save keeps it').waitFor();
    expect(tests(visit.requests)).toEqual(['/v1/connections/test']);
    expect(product.spent().jira).toBe(1);
    await press(page, 'Save');
    await page.getByRole('heading', { name: 'Jira Data Center demo', exact: true }).waitFor();
    const id = new URL(page.url()).hash.split('/')[2] ?? '';
    made.push(id);
    expect(tests(visit.requests)).toEqual(['/v1/connections/test', `/v1/connections/${id}/test`]);
    await page.getByRole('link', { name: 'Connections', exact: true }).first().click();
    await page.getByRole('row', { name: /Jira Data Center demo Connected .* team:payments$/ }).waitFor();
    expect((await product.call(`GET /v1/connections/${id}`)).body).toMatchObject({
      schedule: { every: 'PT15M', enabled: true },
      labels: { team: 'payments' },
      method: 'pat',
    });
  });

  it('the catalogue is searched and chosen from by keyboard, and the focus goes on to the fields', async () => {
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'editor', '#/new');
    const typed = search(page);
    await page.getByText('306 of 306 services').waitFor();
    await typed.focus();
    await page.keyboard.type('payments');
    const active = async (): Promise<string> => (await page.getByRole('option', { selected: true }).locator('code').textContent()) ?? '';
    const first = await active();
    await page.keyboard.press('ArrowDown');
    expect(await active()).not.toBe(first);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    const last = await active();
    expect(await page.getByRole('option').last().locator('code').textContent()).toBe(last);
    expect(await typed.getAttribute('aria-activedescendant')).toBe(await page.getByRole('option', { selected: true }).getAttribute('id'));
    await typed.fill('no such service');
    await page.getByRole('status').getByText('No service is called that.').waitFor();
    await typed.fill('jira-cloud');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'How to connect to Jira Cloud' }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('How to connect to Jira Cloud');
    const link = page.getByRole('link', { name: /Documentation of Jira Cloud/ });
    expect([await link.getAttribute('rel'), await link.getAttribute('target')]).toEqual(['noopener noreferrer', '_blank']);
    await page.getByLabel('Service account (OAuth 2.0 client credentials)').check();
    await page.getByRole('textbox', { name: 'Client secret' }).waitFor();
    await press(page, 'Choose another service');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('combobox');
  });

  it('what is missing or does not have its form is told at its field, and nothing is sent', async () => {
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'editor', '#/new?connector=jira-cloud');
    await page.getByLabel('Site name').fill('https://acme');
    await page.getByLabel('Site name').blur();
    await page.getByText('Site name does not have the form of this field, for example acme.').first().waitFor();
    // What is told when a field is left does not move the button away from under the pointer that presses it.
    await page.getByLabel('Site name').fill('https://acme.example.com');
    await press(page, 'Connect');
    await page.getByText('3 things need another look').waitFor();
    await expect.poll(() => focused(page)).toBe('/config/site');
    await press(page, 'API token is missing.');
    expect(await focused(page)).toBe('/config/apiToken');
    await page.getByLabel('Site name').fill('acme');
    await page.getByText('2 things need another look').waitFor();
    await page.getByRole('textbox', { name: 'Atlassian account e-mail' }).fill('me@example.com');
    await page.getByRole('textbox', { name: 'API token' }).fill('not-a-mask-at-all');
    for (const deed of ['Connect', 'Save']) {
      await press(page, deed);
      await page.getByText('API token is a credential and holds literal text.').first().waitFor();
    }
    expect(visit.requests.filter((line) => line.startsWith('POST') && line.includes('/v1/connections'))).toEqual([]);
    expect(await page.getByRole('textbox', { name: 'API token' }).getAttribute('aria-invalid')).toBe('true');
  });

  it('the field at which a test failed is marked: an unknown key, a mask that is nearly one, a host that is not allowed', async () => {
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'editor', '#/new?connector=jira-dc');
    await fillIn(page, maskOf('prod.jira.wrong', GUIDE.arn));
    await press(page, 'Connect');
    await page.getByText('key_not_found').waitFor();
    expect(await token(page).getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('Base URL').getAttribute('aria-invalid')).toBe('false');

    await token(page).fill(MASK);
    expect(await token(page).getAttribute('aria-invalid')).toBe('false');
    await token(page).fill(MASK.replace('workato:sm', 'Workato:sm'));
    await page.getByText('You have changed something since this test').waitFor();
    await press(page, 'Connect');
    await expect.poll(() => focused(page)).toBe('/config/personalAccessToken');
    await page
      .getByText(/“Personal access token”/)
      .first()
      .waitFor();
    expect(product.spent().reads).toBe(1);
    expect(visit.complaints(/422/).length).toBe(1);

    await token(page).fill(maskOf(REPORTING.key, REPORTING.arn));
    await press(page, 'Connect');
    await page.getByText('destination_denied').waitFor();
    expect([await token(page).getAttribute('aria-invalid'), await page.getByLabel('Base URL').getAttribute('aria-invalid')]).toEqual(['true', 'true']);
    await page.getByRole('button', { name: 'Copy command' }).waitFor();

    await token(page).fill(MASK);
    await press(page, 'Connect');
    await page.getByText('Jira Data Center accepted the credentials.').waitFor();
    expect(await page.locator('[aria-invalid=true]').count()).toBe(0);
    expect(tests(visit.requests)).toHaveLength(4);
  });

  it('a mask in a header is told of at its line', async () => {
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'editor', '#/new?connector=generic-http');
    await page.getByLabel('Base URL').fill(product.stack.jira.url);
    await press(page, 'Add a header');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('id'))).toBe(await page.getByLabel('Name of header 1').getAttribute('id'));
    await page.getByLabel('Name of header 1').fill('X-Team');
    await page.getByLabel('Text of header 1').fill('plain text');
    await press(page, 'Add a header');
    await page.getByLabel('Name of header 2').fill('X-Key/2');
    await page.getByRole('textbox', { name: 'Text of header 2' }).fill(MASK.slice(0, -1));
    await press(page, 'Connect');
    await expect.poll(() => focused(page)).toBe('/config/headers/X-Key~12');
    expect([
      await page.getByLabel('Name of header 1').getAttribute('aria-invalid'),
      await page.getByLabel('Name of header 2').getAttribute('aria-invalid'),
    ]).toEqual(['false', 'true']);
    expect(visit.complaints(/422/).length).toBe(1);
    await page.getByRole('button', { name: 'Remove header 2' }).click();
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('id'))).toBe(await page.getByLabel('Name of header 1').getAttribute('id'));
  });

  it('an edit sends what changed alone; another host warns that the verdict goes, and it goes', async () => {
    const id = await store({ labels: { team: 'a' } });
    await product.call(`POST /v1/connections/${id}/test`);
    const visit = await begin();
    const { page } = visit;
    const bodies: unknown[] = [];
    page.on('request', (request) => request.method() === 'PATCH' && bodies.push(request.postDataJSON()));
    await visit.signIn(product, 'editor', `#/connections/${id}`);
    await page.getByText('Connected', { exact: true }).first().waitFor();
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await page.getByRole('heading', { name: 'Edit To be edited' }).waitFor();
    await page.getByText('Nothing has changed yet.').waitFor();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Edited');
    await page.getByRole('button', { name: 'Remove label 1' }).click();
    expect(await page.getByText('Saving this voids the verdict.').count()).toBe(0);
    await press(page, 'Save');
    await page.getByRole('heading', { name: 'Edited', exact: true }).waitFor();
    expect(bodies).toEqual([{ name: 'Edited', labels: { team: null } }]);
    await page.getByText('Connected', { exact: true }).first().waitFor();
    expect(tests(visit.requests)).toEqual([]);

    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await page.getByLabel('Base URL').fill('https://jira.example.com');
    await page.getByText('Saving this voids the verdict.').waitFor();
    await page.getByText('Changed: Base URL.').waitFor();
    await press(page, 'Save');
    await page.getByRole('heading', { name: 'Edited', exact: true }).waitFor();
    await page.getByText('Untested', { exact: true }).first().waitFor();
    expect(bodies[1]).toEqual({ config: { baseUrl: 'https://jira.example.com' } });
  });

  it('where somebody else has saved meanwhile, what was typed stays until one decides, and nothing of theirs is lost', async () => {
    const id = await store();
    const visit = await begin();
    const { page } = visit;
    const name = page.getByRole('textbox', { name: 'Name', exact: true });
    const elsewhere = async (body: object): Promise<void> => {
      const { headers } = await product.call(`GET /v1/connections/${id}`);
      await product.call(`PATCH /v1/connections/${id}`, body, { 'if-match': headers.get('etag') ?? '' });
    };
    await visit.signIn(product, 'editor', `#/connections/${id}/edit`);
    await name.fill('Mine');
    await elsewhere({ labels: { team: 'theirs' } });
    await press(page, 'Save');
    await page.getByText('Somebody else has saved this connection since you opened it.').waitFor();
    await page.getByText('Changed by them: Labels.').waitFor();
    expect(await name.inputValue()).toBe('Mine');
    await press(page, 'Put my changes on theirs');
    expect([await name.inputValue(), await page.getByLabel('Text of label 1').inputValue()]).toEqual(['Mine', 'theirs']);
    await elsewhere({ name: 'Theirs again' });
    await press(page, 'Save');
    await press(page, 'Drop mine and show theirs');
    await expect.poll(() => name.inputValue()).toBe('Theirs again');
    await name.fill('Mine after all');
    await press(page, 'Save');
    await page.getByRole('heading', { name: 'Mine after all', exact: true }).waitFor();
    expect((await product.call(`GET /v1/connections/${id}`)).body).toMatchObject({ name: 'Mine after all', labels: { team: 'theirs' } });
    expect(visit.complaints(/412/).length).toBe(2);
  });

  it('nobody leaves what was typed without being asked: by a link, by going back, or by closing', async () => {
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'editor');
    await page.getByRole('link', { name: 'New connection' }).click();
    await search(page).fill('jira-dc');
    await page.keyboard.press('Enter');
    await fillIn(page);
    const here = page.url();
    await page.getByRole('link', { name: 'Connections', exact: true }).first().click();
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
    await press(page, 'Stay');
    expect([page.url(), await page.getByLabel('Base URL').inputValue()]).toEqual([here, product.stack.jira.url]);
    await page.evaluate(() => history.back());
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
    await page.keyboard.press('Escape');
    expect([page.url(), await page.getByLabel('Base URL').inputValue()]).toEqual([here, product.stack.jira.url]);
    await press(page, 'Sign out');
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
    await page.evaluate(stayAndLeaveAgain);
    await untilDrawn(page);
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
    await press(page, 'Stay');
    expect([page.url(), await page.getByLabel('Base URL').inputValue()]).toEqual([here, product.stack.jira.url]);
    const asked = new Promise<string>((resolve) => {
      page.once('dialog', (dialog) => {
        resolve(dialog.type());
        void dialog.dismiss();
      });
    });
    await page.close({ runBeforeUnload: true });
    expect(await asked).toBe('beforeunload');
    await page.getByRole('link', { name: 'Connections', exact: true }).first().click();
    await press(page, 'Leave');
    await page.getByRole('heading', { name: 'Connections' }).waitFor();
    await page.getByRole('link', { name: 'New connection' }).click();
    await search(page).waitFor();
    await page.getByRole('link', { name: 'Connections', exact: true }).first().click();
    await page.getByRole('link', { name: 'Demo Jira', exact: true }).waitFor();
  });

  it('who signs out with something typed is asked, and signed out when they leave', async () => {
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'editor', '#/new?connector=jira-dc');
    await fillIn(page);
    await press(page, 'Sign out');
    await press(page, 'Leave');
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(await page.getByLabel('Base URL').count()).toBe(0);
  });

  it.each([
    ['viewer', 'editor'],
    ['tester', 'editor'],
  ] as const)('a %s sees the form and the deeds of an %s, and why they do nothing', async (role, needed) => {
    const reason = `This needs the role ${needed} in the project demo. Ask an admin for it.`;
    const id = await store();
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, role);
    await page.getByText(`This needs the role ${needed}. Ask an admin for it.`).waitFor();
    await page.getByRole('button', { name: 'New connection' }).click({ force: true });
    expect(new URL(page.url()).hash).not.toContain('new');
    await page.getByRole('link', { name: 'To be edited' }).click();
    await page.getByText(reason).waitFor();
    for (const deed of ['Edit', 'Duplicate']) {
      const button = page.getByRole('button', { name: deed, exact: true });
      expect(await button.getAttribute('aria-disabled')).toBe('true');
      expect(await page.locator(`[id="${await button.getAttribute('aria-describedby')}"]`).textContent()).toBe(reason);
    }
    await page.evaluate((hash) => location.assign(hash), `#/connections/${id}/edit`);
    await page.getByRole('heading', { name: 'Edit To be edited' }).waitFor();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Not mine to change');
    for (const deed of ['Connect', 'Save']) {
      const button = page.getByRole('button', { name: deed, exact: true });
      expect(await button.getAttribute('aria-disabled')).toBe('true');
      await button.click({ force: true });
    }
    expect(await page.getByText(reason).count()).toBe(2);
    expect(visit.requests.filter((line) => /^PATCH|\/test$/.test(line))).toEqual([]);
  });

  it('a copy of a connection is a new one with its fields', async () => {
    const id = await store({ schedule: { every: 'PT6H', enabled: false } });
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'editor', `#/connections/${id}`);
    await page.getByRole('link', { name: 'Duplicate' }).click();
    await page.getByRole('heading', { name: 'New connection' }).waitFor();
    await expect.poll(() => page.getByLabel('Base URL').inputValue()).toBe(product.stack.jira.url);
    expect([await page.getByLabel('Period').inputValue(), await page.getByLabel('Paused for now').isChecked()]).toEqual(['PT6H', true]);
    await page.getByLabel('Period').fill('PT1M');
    await press(page, 'Save');
    await expect.poll(() => focused(page)).toBe('/schedule');
    await page.getByText('at least PT5M').first().waitFor();
    await page.getByLabel('Period').fill('PT10M');
    await press(page, 'Save');
    await page.getByRole('heading', { name: 'Copy of To be edited', exact: true }).waitFor();
    const copy = new URL(page.url()).hash.split('/')[2] ?? '';
    made.push(copy);
    expect((await product.call(`GET /v1/connections/${copy}`)).body['config']).toEqual({ baseUrl: product.stack.jira.url, personalAccessToken: MASK });
    await page.getByText('Untested', { exact: true }).first().waitFor();
    expect(visit.complaints(/400/).length).toBe(1);
  });

  it('text that would be markup elsewhere is shown as it is', async () => {
    const text = '<img src=x onerror="window.ran=1">';
    const id = await store({ name: text, labels: { markup: text } });
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'editor', `#/connections/${id}/edit`);
    await page.getByRole('heading', { name: `Edit ${text}`, exact: true }).waitFor();
    expect(await page.getByLabel('Text of label 1').inputValue()).toBe(text);
    await page.getByLabel('Base URL').fill(`${text}"></p><svg onload=window.ran=1>`);
    await page.getByRole('textbox', { name: 'Must be signed in as' }).fill(text);
    await press(page, 'Connect');
    await expect.poll(() => focused(page)).toBe('/config/baseUrl');
    await press(page, 'Choose another service');
    await search(page).fill(text);
    await page.getByText('No service is called that.').waitFor();
    expect(await page.evaluate(() => Reflect.get(window, 'ran'))).toBeUndefined();
    visit.complaints(/4\d\d/);
  });

  it('a service that is not in the catalogue, and a connection that is not there, are told as such', async () => {
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'editor', '#/new?connector=no-such-service');
    await page.getByRole('heading', { name: 'This service could not be read' }).waitFor();
    await press(page, 'Choose another service');
    await search(page).waitFor();
    await page.evaluate(() => location.assign('#/connections/con_none/edit'));
    await page.getByRole('heading', { name: 'This connection could not be shown' }).waitFor();
    await page.evaluate(() => location.assign('#/new?from=con_none'));
    await page.getByRole('heading', { name: 'The connection to copy could not be read' }).waitFor();
    expect(visit.complaints(/404/).length).toBe(3);
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
  ] as const)('its states have no barriers that axe-core knows, and fit: %s, %i pixels wide', async (colorScheme, width) => {
    const id = await store({ name: `Long ${'x'.repeat(110)}`, labels: { team: 'a' } });
    await product.call(`POST /v1/connections/${id}/test`);
    const visit = await begin({ colorScheme, width });
    const { page } = visit;
    const states: Record<string, readonly string[]> = {};
    const look = async (name: string): Promise<void> => void (states[name] = await visit.barriers());
    await visit.signIn(product, 'editor', '#/new');
    await page.getByText('306 of 306 services').waitFor();
    await look('catalogue');
    await search(page).fill('jira');
    await look('search');
    await page.getByRole('option', { name: /jira-cloud/ }).click();
    await page.getByLabel('Site name').fill('https://acme');
    await press(page, 'Connect');
    await page.getByText('3 things need another look').waitFor();
    await look('problems');
    await page.getByRole('link', { name: 'Connections', exact: true }).first().click();
    await page.getByRole('dialog').waitFor();
    await look('leaving');
    await press(page, 'Leave');
    await page.getByRole('link', { name: 'Demo Jira', exact: true }).waitFor();
    await page.evaluate(() => location.assign('#/new?connector=generic-http'));
    await press(page, 'Add a header');
    await page.getByLabel('Verified').selectOption('Another period…');
    await look('lines');
    await page.evaluate(() => location.assign('#/connections'));
    await press(page, 'Leave');
    await page.evaluate((hash) => location.assign(hash), `#/connections/${id}/edit`);
    await page.getByText('Nothing has changed yet.').waitFor();
    await look('edit');
    await press(page, 'Connect');
    await page.getByText('Jira Data Center accepted the credentials.').waitFor();
    await page.getByLabel('Base URL').fill('https://jira.example.com');
    await page.getByText('You have changed something since this test').waitFor();
    await look('voiding');
    await product.call(`PATCH /v1/connections/${id}`, { labels: { team: 'b' } }, { 'if-match': '*' });
    await press(page, 'Save');
    await page.getByText('Changed by them').waitFor();
    await look('conflict');
    expect(visit.complaints(/412/).length).toBe(1);
    expect(states).toEqual(Object.fromEntries(Object.keys(states).map((name) => [name, []])));
  });
});

/** In one turn, before the browser tells that the dialog was closed. */
function stayAndLeaveAgain(): void {
  const [stay, link] = [document.querySelector<HTMLElement>('dialog button'), document.querySelector<HTMLElement>('nav a')];
  stay?.click();
  link?.click();
}
