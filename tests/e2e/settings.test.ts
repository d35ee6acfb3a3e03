import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { hashOf } from '../../functions/console/app/route.ts';
import { GUIDE } from '../../infra/local/seed.ts';
import { createRole } from '../helpers/administrator.ts';
import { freshToken } from '../helpers/canary.ts';
import { type Answer, type Loose, maskOf } from '../helpers/product.ts';
import { inBrowser } from './in-browser.ts';

const ACCOUNT = '137149879143';
/** Allowed by the deployment, without a secret in it: a store of this account alone resolves none of the masks in use. */
const OTHER_ACCOUNT = '210987654321';
const PATH = '/secret-mask-resolver/';
const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role${PATH}${name}`;
const focused = (page: Page): Promise<string | null | undefined> => page.evaluate(() => document.activeElement?.textContent);
const hrefs = (links: readonly Element[]): readonly (string | null)[] => links.map((link) => link.getAttribute('href'));
const copied = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());

inBrowser(
  'projects, stores and the audit',
  ({ product, begin }) => {
    let operator: Record<string, string>;
    const ask = (route: string, body?: unknown): Promise<Answer<Loose>> => product.call(route, body, operator);
    const bare = (name: string): Loose => ({ roleArn: roleArn(name), accounts: [ACCOUNT], regions: ['us-east-1'] });

    /** A role of these names, made as the console says; `trust` may be changed. */
    const makeReader = async (project: string, change = (trust: Loose): Loose => trust): Promise<string> => {
      const { trust, permissions } = (await ask(`GET /v1/stores/projects/${project}`)).body['own'].policies;
      return createRole(product.stack.aws.url, `${project}-reader`, { path: PATH, trust: change(trust), permissions });
    };

    beforeAll(async () => {
      operator = { authorization: `Bearer ${await product.stack.token(['*:admin'])}` };
    });

    it('an operator makes a project, whose id is checked in words, and renames it; what somebody else has stored meanwhile is shown first', async () => {
      const visit = await begin();
      const { page } = visit;
      await visit.signIn(product, 'operator', '#/projects');
      await page.getByRole('button', { name: 'New project' }).click();
      await page.getByLabel('Id').fill('Payments EU');
      await page.getByLabel('Name', { exact: true }).fill('Payments');
      await page.getByLabel('Name', { exact: true }).press('Enter');
      await page.getByText('Lower-case letters, digits and hyphens only: "payments-eu", say.').waitFor();
      await page.getByLabel('Id').fill('payments-eu');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('rowheader', { name: 'Payments', exact: true }).waitFor();
      await page.getByText('Payments is saved.').waitFor();
      expect(await focused(page)).toBe('New project');

      await page.getByRole('button', { name: 'New project' }).click();
      await page.getByLabel('Id').fill('payments-eu');
      await page.getByLabel('Name', { exact: true }).fill('Another');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('There is a project with this id already: it is called “Payments”.').waitFor();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('There is a project with this id already: it is called “Payments”.').waitFor();
      await page.getByRole('button', { name: 'Cancel' }).click();
      expect((await ask('GET /v1/projects/payments-eu')).body).toMatchObject({ name: 'Payments', revision: 1 });

      await page.getByRole('button', { name: 'Rename Payments' }).click();
      await ask('PUT /v1/projects/payments-eu', { name: 'Billing' });
      await page.getByLabel('Name', { exact: true }).fill('Pay');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('it is called “Billing” now').waitFor();
      expect((await ask('GET /v1/projects/payments-eu')).body['name']).toBe('Billing');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('rowheader', { name: 'Pay', exact: true }).waitFor();
      expect(await focused(page)).toBe('Rename Pay');
      expect(visit.complaints(/412 \(Precondition Failed\)/)).toHaveLength(3);

      await page.getByRole('link', { name: 'Connections of Pay' }).click();
      await page.getByRole('heading', { name: 'No connection is like that' }).waitFor();
      expect(new URL(page.url()).hash).toBe('#/connections?project=payments-eu');
    });

    it('names that would be markup elsewhere are shown as they are, and what the API refuses of a name stands at its field', async () => {
      const names = ['<img src=x onerror="window.ran=1">', '"><svg onload=window.ran=1>', '{{constructor.constructor("window.ran=1")()}}'];
      const visit = await begin();
      const { page } = visit;
      for (const [index, name] of names.entries()) await ask(`PUT /v1/projects/markup-${index}`, { name });
      await visit.signIn(product, 'operator', '#/projects');
      for (const name of names) {
        await page.getByRole('rowheader', { name, exact: true }).waitFor();
        await page.getByRole('button', { name: `Rename ${name}` }).click();
        await page.getByRole('dialog', { name: `Rename ${name}` }).waitFor();
        await page.keyboard.press('Escape');
      }
      await page.getByRole('button', { name: `Rename ${names[0]}` }).click();
      await page.getByLabel('Name', { exact: true }).fill('x'.repeat(121));
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('1 to 120 printable characters').waitFor();
      expect(await page.getByLabel('Name', { exact: true }).getAttribute('aria-invalid')).toBe('true');
      await page.keyboard.press('Escape');
      await page.evaluate(() => location.assign(`#/stores/${encodeURIComponent('<img src=x onerror=window.ran=1>')}`));
      await page.getByRole('alert').getByText('does not have the form').waitFor();
      expect(await page.title()).toBe('Store of <img src=x onerror=window.ran=1> · Secret Mask Resolver');
      expect(await page.evaluate(() => Reflect.get(window, 'ran'))).toBeUndefined();
      expect(visit.complaints(/400 \(Bad Request\)/).length).toBeGreaterThan(0);
    });

    it('the store of the workspace passes its test; a secret without a tag, and one that is to be deleted, fail it, with what to do', async () => {
      const text = JSON.stringify({ user: product.remember(freshToken()) });
      const bareSecret = await product.createSecret(`bare-${freshToken()}`, text);
      const leaving = await product.createSecret(`leaving-${freshToken()}`, text, { 'connection-hosts': 'jira.example.com' });
      await product.askAws('DeleteSecret', { SecretId: leaving });
      const visit = await begin();
      const { page } = visit;
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await visit.signIn(product, 'operator', '#/stores');
      await page.getByText('Nowhere. A secret without the tag connection-hosts is never used.').waitFor();
      await page.getByRole('button', { name: 'Test the store' }).click();
      await page.getByText('The store works, and its external ID guards its roles.').waitFor();
      await page.getByText('The reader role cannot be assumed without the external ID, nor with another.').waitFor();
      expect(await page.getByText('Failed', { exact: true }).count()).toBe(0);

      await page.getByText('Try certain secrets').click();
      await page.getByLabel('ARNs of secrets').fill(`${bareSecret}\n${leaving}`);
      await page.getByRole('button', { name: 'Test the store' }).click();
      await page.getByText('2 checks failed: see below what to do.').waitFor();
      await page.getByRole('listitem').filter({ hasText: 'Failed Tags' }).getByText('destination_denied').waitFor();
      await page.getByText('Not read: its tags do not allow it, or cannot be read.').first().waitFor();
      await page.getByRole('button', { name: 'Copy command' }).click();
      await expect.poll(() => copied(page)).toBe(`aws secretsmanager restore-secret --region us-east-1 --secret-id '${leaving}'`);

      await page.getByLabel('ARNs of secrets').fill(`${bareSecret} not-an-arn`);
      await page.getByRole('button', { name: 'Test the store' }).click();
      await page.getByRole('alert').getByText('“not-an-arn”: ').waitFor();
      expect(visit.complaints(/422/)).toHaveLength(1);
    });

    it('a role that is not there, and one that lets anybody in, are told, with what it may be and what to do', async () => {
      await ask('PUT /v1/projects/open', { name: 'Open' });
      await makeReader('open', (trust) => JSON.parse(JSON.stringify(trust).replace(/"sts:ExternalId":"[^"]+",/, '')));
      await ask('PUT /v1/stores/projects/open', bare('nobody'));
      const visit = await begin();
      const { page } = visit;
      await visit.signIn(product, 'operator', '#/stores/open');
      await page.getByRole('button', { name: 'Test the store' }).click();
      await page.getByRole('listitem').filter({ hasText: 'Failed Reader role' }).getByText('role_unavailable').waitFor();
      await page.getByText('AWS does not say why. What it may be').click();
      expect(await visit.sees('There is no such role.')).toBe(true);
      await page.getByRole('listitem').filter({ hasText: 'Not tried External ID' }).getByText('Not proven').waitFor();

      await ask('PUT /v1/stores/projects/open', bare('open-reader'));
      await page.getByRole('button', { name: 'Test the store' }).click();
      await page.getByText('The reader role can be assumed without any external ID.').waitFor();
      await page.getByRole('region', { name: 'What to do' }).getByText('"sts:ExternalId"').waitFor();
      await ask('DELETE /v1/stores/projects/open');
    });

    it('every policy that is copied is JSON, and the one that the API has', async () => {
      const { externalId, policies } = (await ask('GET /v1/stores/projects/demo')).body['own'];
      const visit = await begin();
      const { page } = visit;
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await visit.signIn(product, 'admin', '#/stores/demo');
      await page.getByText('The permissions name exactly the secrets that stored connections use now.').waitFor();
      for (const [label, expected] of [
        ['Trust policy', policies.trust],
        ['Permissions', policies.permissions[0]],
        ['Rehearsal permissions', policies.rehearsal[0]],
        ['Tagging', policies.tagging],
      ]) {
        await page.getByRole('button', { name: `Copy ${label}`, exact: true }).click();
        await expect.poll(async () => JSON.parse(await copied(page))).toEqual(expected);
      }
      await page.getByRole('button', { name: 'Copy external ID' }).click();
      await expect.poll(() => copied(page)).toBe(externalId);
      for (const note of policies.notes) await page.getByText(note).waitFor();
    });

    it('an admin gives a project a store of its own: what would stop is shown before anything is stored, and it passes its test', async () => {
      await makeReader('demo');
      const visit = await begin();
      const { page } = visit;
      await visit.signIn(product, 'admin', '#/stores/demo');
      await page.getByText('demo has no store of its own: it uses that of the workspace').waitFor();
      await page.getByRole('button', { name: 'Give it a store of its own…' }).click();
      await expect.poll(() => focused(page)).toBe('A store of its own');
      await page.getByLabel('Reader role').fill('demo-reader');
      await page.getByRole('button', { name: 'See what it changes' }).click();
      await page.getByText('This is not the ARN of a reader role.').waitFor();
      expect(await page.getByLabel('Reader role').getAttribute('aria-invalid')).toBe('true');
      expect(visit.complaints(/400 \(Bad Request\)/)).toHaveLength(1);

      await page.getByLabel('Reader role').fill(roleArn('demo-reader'));
      await page.getByLabel('Accounts').fill(OTHER_ACCOUNT);
      await page.getByLabel('Accounts').press('Enter');
      const stopping = page.getByRole('table', { name: 'What stops resolving' });
      for (const name of ['Demo Jira', 'Demo Jira with a retired token']) await stopping.getByRole('rowheader', { name, exact: true }).waitFor();
      await page.getByRole('button', { name: 'Save all the same' }).waitFor();
      expect((await ask('GET /v1/stores/projects/demo')).body['inherited']).toBe(true);

      await page.getByLabel('Accounts').fill(ACCOUNT);
      await stopping.waitFor({ state: 'detached' });
      expect(await page.getByRole('button', { name: /^Save/ }).count()).toBe(0);
      await page.getByRole('button', { name: 'See what it changes' }).click();
      await page.getByText('All masks in use stay within its accounts and regions.').waitFor();
      await page.getByRole('listitem').filter({ hasText: 'Another role, or another external ID' }).getByText('role_unavailable').waitFor();
      await page.getByRole('heading', { name: 'What its roles would need in AWS' }).waitFor();
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('Saved. It is used from the next test on.').waitFor();
      await page.getByText('Its own, and it never uses another beside it.').waitFor();
      expect(await focused(page)).toBe('Store of demo');
      expect((await ask('GET /v1/stores/projects/demo')).body).toMatchObject({
        inherited: false,
        revision: 1,
        ...bare('demo-reader'),
        untaggedSecrets: 'denied',
      });

      await page.getByRole('button', { name: 'Test the store' }).click();
      await page.getByText('The store works, and its external ID guards its roles.').waitFor();
    });

    it('a rehearsal that comes late, after the fields were changed again, is not taken for theirs', async () => {
      const visit = await begin();
      const { page } = visit;
      let answer = (): void => {};
      const held = new Promise<void>((resolve) => (answer = resolve));
      await page.route(/dryRun=true/, async (route) => {
        await held;
        await route.continue();
      });
      await visit.signIn(product, 'admin', '#/stores/demo');
      await page.getByRole('button', { name: 'Change…' }).click();
      await page.getByRole('button', { name: 'See what it changes' }).click();
      await page.getByRole('button', { name: 'Looking…' }).waitFor();
      await page.getByLabel('Accounts').fill(OTHER_ACCOUNT);
      const answered = page.waitForResponse(/dryRun=true/);
      answer();
      await (await answered).finished();
      expect(await page.getByRole('button', { name: 'Save', exact: true }).count()).toBe(0);
      await page.getByRole('button', { name: 'See what it changes' }).click();
      await page.getByRole('button', { name: 'Save all the same' }).waitFor();
    });

    it('a store that somebody else has changed is not overwritten: one begins again from how it is', async () => {
      const visit = await begin();
      const { page } = visit;
      await visit.signIn(product, 'admin', '#/stores/demo');
      await page.getByRole('button', { name: 'Change…' }).click();
      await ask('PUT /v1/stores/projects/demo', { ...bare('demo-reader'), untaggedSecrets: 'listed', listedHosts: ['jira.example.com'] });
      await page.getByLabel('Secrets without a tag may go').selectOption("To the vendor's own hosts");
      await page.getByRole('button', { name: 'See what it changes' }).click();
      await page.getByText('Somebody has changed the store since you opened it.').waitFor();
      await page.getByRole('button', { name: 'Begin again from how it is now' }).click();
      await expect
        .poll(() =>
          page
            .getByLabel('Listed hosts')
            .inputValue()
            .catch(() => ''),
        )
        .toBe('jira.example.com');
      await expect.poll(() => focused(page)).toBe('Change the store');
      await page.getByRole('button', { name: 'Cancel' }).click();
      expect(await focused(page)).toBe('Store of demo');
      await page.getByText('To the listed hosts. A secret without the tag').waitFor();
      expect((await ask('GET /v1/stores/projects/demo')).body).toMatchObject({ revision: 2, untaggedSecrets: 'listed' });
      expect(visit.complaints(/412 \(Precondition Failed\)/)).toHaveLength(1);
    });

    it("a project's own store is removed, after what that means was shown, and the workspace's is used again", async () => {
      const visit = await begin();
      const { page } = visit;
      await visit.signIn(product, 'admin', '#/stores/demo');
      await page.getByRole('button', { name: 'Remove…' }).click();
      await page.getByRole('dialog', { name: 'Remove the store of demo?' }).getByText('Another role, or another external ID').waitFor();
      await page.getByRole('button', { name: 'Keep it' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect([await focused(page), (await ask('GET /v1/stores/projects/demo')).body['inherited']]).toEqual(['Remove…', false]);
      await page.getByRole('button', { name: 'Remove…' }).click();
      await page.getByText('All masks in use stay within its accounts and regions.').waitFor();
      await page.getByRole('button', { name: 'Remove', exact: true }).click();
      await page.getByText("demo uses the workspace's store again.").waitFor();
      await page.getByRole('button', { name: 'Give it a store of its own…' }).waitFor();
      expect([await focused(page), (await ask('GET /v1/stores/projects/demo')).body['inherited']]).toEqual(['Store of demo', true]);
    });

    it("owners of secrets are added to the workspace's store and removed again, and the focus is not lost", async () => {
      const visit = await begin();
      const { page } = visit;
      await visit.signIn(product, 'operator', '#/stores');
      await page.getByRole('button', { name: 'Change…' }).click();
      for (const subject of ['olga', 'otto']) {
        await page.getByRole('button', { name: 'Add an owner' }).click();
        const owner = page.getByRole('group', { name: `Owner ${subject === 'olga' ? 1 : 2}` });
        await owner.getByLabel('Subject').fill(subject);
        await owner.getByLabel('ARNs of their secrets').fill(`arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:${subject}/*`);
      }
      await page.getByRole('button', { name: 'Remove owner 1' }).click();
      expect(await focused(page)).toBe('Add an owner');
      await page.getByRole('button', { name: 'See what it changes' }).click();
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('otto sees in all projects what uses').waitFor();
      expect((await ask('GET /v1/stores/workspace')).body['secretOwners']).toEqual([
        { subject: 'otto', secretArns: [`arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:otto/*`] },
      ]);
    });

    it('the audit of a project is shown newest first, a page at a time, and narrowed by who, by secret and by connection', async () => {
      const text = JSON.stringify({ token: product.remember(freshToken()) });
      const arn = await product.createSecret(`audited-${freshToken()}`, text, { 'connection-hosts': product.stack.jira.host });
      const config = { baseUrl: product.stack.jira.url, personalAccessToken: maskOf('token', arn) };
      const { body } = await product.call('POST /v1/connections', { name: 'Audited', connector: 'jira-dc', project: 'demo', config });
      const id = String(body['id']);
      for (let round = 0; round < 2; round += 1) await product.call(`POST /v1/connections/${id}/test`);
      await product.call('POST /v1/secrets/keys', { arn });
      for (const subject of ['ada', 'bob']) {
        const headers = { authorization: `Bearer ${await product.stack.token(['demo:editor'], { subject })}` };
        for (let round = 0; round < 26; round += 1) await product.call('POST /v1/secrets/keys', { arn: GUIDE.arn }, headers);
      }
      const visit = await begin();
      const { page } = visit;
      const rows = page.getByRole('rowheader');
      await visit.signIn(product, 'admin', '#/audit');
      await page.getByRole('heading', { name: 'Audit of demo' }).waitFor();
      await expect.poll(() => rows.count()).toBe(50);
      expect(await page.getByRole('row').nth(1).textContent()).toContain('bob');
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByText('Page 2').waitFor();
      await expect.poll(() => rows.count()).toBeLessThan(50);
      await page.getByLabel('Who').fill('ada');
      await page.getByLabel('Who').press('Enter');
      await expect.poll(() => rows.count()).toBe(26);
      expect(new Set(await page.locator('td[data-name=Who]').allTextContents())).toEqual(new Set(['ada']));
      await page.getByLabel('Secret').fill('arn:aws:secretsmanager:us-east-1:137149879143:secret:nobody-uses-this-AbCdEf');
      await page.getByLabel('Secret').press('Enter');
      await page.getByRole('heading', { name: 'No entry is like that' }).waitFor();
      expect(new URL(page.url()).hash).toContain('caller=ada');
      await page.getByRole('link', { name: 'Clear filters' }).click();
      await expect.poll(() => rows.count()).toBe(50);
      await page.getByLabel('Secret').fill(arn);
      await page.getByLabel('Secret').press('Enter');
      await expect.poll(() => rows.count()).toBe(3);
      expect(new Set(await page.locator('td[data-name=Secrets] a').evaluateAll(hrefs))).toEqual(new Set([hashOf(['secrets'], { arn })]));
      await page.getByRole('link', { name: 'Clear filters' }).click();
      await expect.poll(() => rows.count()).toBe(50);
      await page.getByLabel('Connection').fill(id);
      await page.getByLabel('Connection').press('Enter');
      await expect.poll(() => rows.count()).toBe(2);
      expect(await page.locator('td[data-name=What] a').evaluateAll(hrefs)).toEqual(Array(2).fill(hashOf(['connections', id])));
      await page.getByLabel('Connection').fill('nonsense');
      await page.getByLabel('Connection').press('Enter');
      await page.getByRole('alert').getByText('is not the id of a connection').waitFor();
      expect(visit.complaints(/400 \(Bad Request\)/).length).toBeGreaterThan(0);
    });

    it('an operator says of which project, or of the workspace itself', async () => {
      const visit = await begin();
      const { page } = visit;
      await visit.signIn(product, 'operator', '#/audit');
      await page.getByRole('link', { name: 'The workspace itself: tests of its store' }).click();
      await page.getByRole('heading', { name: 'Audit of the workspace' }).waitFor();
      expect(await visit.sees('Tested the store')).toBe(true);
      expect(new Set(await page.locator('td[data-name=Who]').allTextContents())).toEqual(new Set(['operator@demo']));
      await page.getByRole('link', { name: 'Another project' }).click();
      await page.getByRole('link', { name: 'Demo', exact: true }).click();
      await page.getByRole('heading', { name: 'Audit of demo' }).waitFor();
    });

    it.each(['viewer', 'tester', 'editor'] as const)('a %s finds why stores and the audit are not for them, and nothing is asked for', async (role) => {
      const visit = await begin();
      const { page } = visit;
      await visit.signIn(product, role, '#/stores/demo');
      await page.getByText('This needs the role admin in the project demo. Ask an admin for it.').waitFor();
      await page.getByRole('heading', { name: 'Store of demo' }).waitFor();
      for (const [link, reason] of [
        ['Stores', 'This needs the role admin in all projects. Ask an admin for it.'],
        ['Audit', 'This needs the role admin. Ask an admin for it.'],
      ] as const) {
        expect(await page.getByRole('link', { name: link, exact: true }).getAttribute('title')).toContain('This needs the role admin.');
        await page.getByRole('link', { name: link, exact: true }).click();
        await page.getByText(reason).waitFor();
      }
      await page.getByRole('link', { name: 'Projects', exact: true }).click();
      await page.getByRole('rowheader', { name: 'Demo' }).waitFor();
      await page.getByRole('button', { name: 'New project' }).click({ force: true });
      expect(await page.getByRole('dialog').count()).toBe(0);
      expect([await page.getByRole('button', { name: /^Rename/ }).count(), await page.getByRole('link', { name: 'Store of Demo' }).count()]).toEqual([0, 0]);
      expect(visit.requests.filter((line) => /\/v1\/(?:stores|audit)/.test(line))).toEqual([]);
    });

    it("an admin of one project is led to its store, and told that the workspace's needs a role in all", async () => {
      const visit = await begin();
      const { page } = visit;
      await visit.signIn(product, 'admin', '#/projects');
      await page.getByText('This needs the role admin in all projects. Ask an admin for it.').waitFor();
      await page.getByRole('link', { name: 'Stores', exact: true }).click();
      await page.getByRole('heading', { name: "The workspace's store is for admins of all projects" }).waitFor();
      expect(await visit.barriers()).toEqual([]);
      await page.getByRole('navigation', { name: 'Stores' }).getByRole('link', { name: 'demo' }).click();
      await page.getByRole('heading', { name: 'What it holds' }).waitFor();
      expect(visit.requests.filter((line) => /\/v1\/stores\/workspace/.test(line))).toEqual([]);
    });

    it.each([
      ['light', 1280],
      ['dark', 1280],
      ['light', 360],
    ] as const)('these pages have no barriers that axe-core knows, and fit: %s, %i pixels wide', async (colorScheme, width) => {
      const visit = await begin({ colorScheme, width });
      const { page } = visit;
      await visit.signIn(product, 'operator', '#/projects');
      await page.getByRole('rowheader', { name: 'Demo' }).waitFor();
      expect(await visit.barriers()).toEqual([]);
      await page.getByRole('button', { name: 'New project' }).click();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('A project needs an id.').waitFor();
      expect(await visit.barriers()).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Rename Demo' }).click();
      await page.getByRole('dialog', { name: 'Rename Demo' }).waitFor();
      expect(await visit.barriers()).toEqual([]);
      await page.keyboard.press('Escape');

      await page.getByRole('link', { name: 'Stores', exact: true }).click();
      await page.getByRole('button', { name: 'Test the store' }).click();
      await page.getByText('The store works').waitFor();
      expect(await visit.barriers()).toEqual([]);
      await page.getByRole('button', { name: 'Change…' }).click();
      await page.getByRole('button', { name: 'Add an owner' }).click();
      await page.getByLabel('Secrets without a tag may go').selectOption('To the listed hosts');
      await page.getByRole('button', { name: 'See what it changes' }).click();
      await page.getByText('This cannot be stored: see the fields.').waitFor();
      expect(await visit.barriers()).toEqual([]);
      await page
        .getByRole('button', { name: /^Remove owner/ })
        .last()
        .click();
      await page.getByLabel('Accounts').fill(OTHER_ACCOUNT);
      await page.getByLabel('Accounts').press('Enter');
      await page.getByRole('table', { name: 'What stops resolving' }).waitFor();
      expect(await visit.barriers()).toEqual([]);

      await ask('PUT /v1/stores/projects/demo', bare('nobody'));
      await page.evaluate(() => location.assign('#/stores/demo'));
      await page.getByRole('button', { name: 'Test the store' }).click();
      await page.getByText('AWS does not say why. What it may be').click();
      expect(await visit.barriers()).toEqual([]);
      await page.getByRole('button', { name: 'Remove…' }).click();
      await page.getByText('All masks in use stay within its accounts and regions.').waitFor();
      expect(await visit.barriers()).toEqual([]);
      await page.keyboard.press('Escape');
      await ask('DELETE /v1/stores/projects/demo');

      await page.getByRole('link', { name: 'Audit', exact: true }).click();
      await page.getByText('Of which project?').waitFor();
      expect(await visit.barriers()).toEqual([]);
      await page.getByRole('link', { name: 'Demo', exact: true }).click();
      await page.getByRole('rowheader').first().waitFor();
      expect(await visit.barriers()).toEqual([]);
      expect(visit.complaints(/400 \(Bad Request\)/)).toHaveLength(1);
    });
  },
  async () => ({ settings: { READER_ACCOUNTS: `${ACCOUNT},${OTHER_ACCOUNT}` } }),
);
