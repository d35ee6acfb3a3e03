import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { hashOf } from '../../functions/console/app/route.ts';
import { GUIDE } from '../../infra/local/seed.ts';
import { freshToken } from '../helpers/canary.ts';
import { type Loose, maskOf } from '../helpers/product.ts';
import { inBrowser } from './in-browser.ts';
import type { Visit } from './visit.ts';
import { eventually } from '../helpers/eventually.ts';

const pageOf = (arn: string): string => hashOf(['secrets'], { arn });

inBrowser('the page of a secret', ({ product, begin }) => {
  /** A secret that opens the demo Jira, with this name. */
  const secret = async (name: string, tags = { 'connection-hosts': product.stack.jira.host }): Promise<string> =>
    product.createSecret(`${name}/${randomUUID()}`, JSON.stringify({ token: product.stack.seed.account.token }), tags);
  const connect = async (name: string, arn: string, key = 'token'): Promise<string> => {
    const config = { baseUrl: product.stack.jira.url, personalAccessToken: maskOf(key, arn) };
    return (await product.call('POST /v1/connections', { name, connector: 'jira-dc', project: 'demo', config })).body['id'];
  };
  const stateOf = async (id: string): Promise<string> => (await product.call(`GET /v1/connections/${id}`)).body['standing'].state;
  /** The run that a click begins, at its end; the page leads to it, or says which it is. */
  const runAfter = async ({ page }: Visit, click: () => Promise<void>): Promise<Loose> => {
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST' && response.url().includes('/v1/')),
      click(),
    ]);
    expect(answer.status()).toBe(202);
    const { id } = await answer.json();
    await page.waitForURL((url) => url.hash === hashOf(['runs', id]));
    const read = async (): Promise<Loose> => (await product.call(`GET /v1/verification-runs/${id}`)).body;
    await expect.poll(async () => (await read())['finishedAt']).not.toBeNull();
    return read();
  };

  it('a pasted mask leads to its secret: who depends on it, where each of them stands, and which version their tests read', async () => {
    const [arn, key] = [await secret('shared'), '<img src=x onerror=window.ran=1>"'];
    const [works, lacksKey] = [await connect('Works', arn), await connect('<b>Lacks its key</b>', arn, key)];
    const { body: verification } = await product.call(`POST /v1/connections/${works}/test`);
    await product.call(`POST /v1/connections/${lacksKey}/test`);
    await connect('Not tested', arn);
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'viewer', '#/secrets');
    await page.getByLabel('ARN or mask').fill(` ${maskOf(key, arn)} `);
    await page.getByLabel('ARN or mask').press('Enter');
    await page.getByText('3 connections in the project demo: 1 connected, 1 blocked, 1 untested.').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
    const name = arn.replace(/^.*:secret:|-\w{6}$/g, '');
    await page.getByRole('heading', { name, exact: true }).waitFor();
    await expect.poll(() => page.title()).toBe(`${name} · Secret Mask Resolver`);
    const { versionId } = verification['secrets'][0];
    expect(await page.getByRole('list', { name: 'Versions in use' }).textContent()).toBe(`Version ${versionId} was read by the last test of 1 connection.`);
    await page.getByRole('row', { name: `Works Connected just now ${versionId.slice(0, 8)}… demo jira-dc token personalAccessToken` }).waitFor();
    await page.getByRole('row', { name: `<b>Lacks its key</b> Blocked just now – demo jira-dc ${key} personalAccessToken` }).waitFor();
    await page.getByRole('link', { name: '<b>Lacks its key</b>' }).click();
    const pill = page.getByRole('region', { name: 'Configuration' }).getByRole('link', { name: `secret ${key} from ${name}` });
    await pill.click();
    await page.getByRole('heading', { name, exact: true }).waitFor();
    expect(await page.evaluate(() => Reflect.get(window, 'ran'))).toBeUndefined();
  });

  it('what names no secret is told at the field, and those in use are there to choose, for one request', async () => {
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'viewer', '#/secrets?arn=arn:aws:s3:::bucket');
    await page.getByText('This is the ARN of another service, the service "s3".').waitFor();
    expect(await page.getByLabel('ARN or mask').inputValue()).toBe('arn:aws:s3:::bucket');
    await page.getByLabel('ARN or mask').fill(GUIDE.arn.slice(0, -7));
    await page.getByRole('button', { name: 'Show secret' }).click();
    await page.getByText('The secret ARN ends without its six characters').waitFor();
    await page.getByRole('link', { name: GUIDE.name, exact: true }).click();
    await page.getByRole('row', { name: /^Demo Jira / }).waitFor();
    expect(visit.requests.filter((line) => line.includes('/v1/')).map((line) => line.replace(/^.*\/v1/, ''))).toEqual([
      '/connections?limit=100',
      `/secrets/usage?arn=${encodeURIComponent(GUIDE.arn)}&limit=100`,
      `/connections?secretArn=${encodeURIComponent(GUIDE.arn)}&limit=100`,
    ]);
    await page.getByRole('link', { name: 'Secrets', exact: true }).first().click();
    await page.getByRole('heading', { name: 'Secrets', exact: true }).waitFor();
    await expect.poll(() => page.title()).toBe('Secrets · Secret Mask Resolver');
  });

  it('a secret that no connection uses is not said to be unused', async () => {
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'viewer', pageOf(GUIDE.arn.replace('prod', 'else')));
    await page.getByRole('heading', { name: 'No connection of yours uses this secret' }).waitFor();
    await page.getByText('other projects may use it all the same').waitFor();
    expect(await page.getByRole('button', { name: 'Verify all of these now' }).count()).toBe(0);
  });

  it('a tester verifies all who depend on it at once', async () => {
    const arn = await secret('verified');
    const ids = [await connect('One', arn), await connect('Two', arn)];
    const visit = await begin();
    await visit.signIn(product, 'tester', pageOf(arn));
    const run = await runAfter(visit, () => visit.page.getByRole('button', { name: 'Verify all of these now' }).click());
    expect(run).toMatchObject({ kind: 'bulk', selector: { secretArn: arn }, total: 2, counts: { authorized: 2 } });
    expect(await Promise.all(ids.map(stateOf))).toEqual(['connected', 'connected']);
  });

  it('an editor tries the next version with some of them, and nothing changes', async () => {
    const arn = await secret('rehearsed');
    const [chosen, left] = [await connect('Chosen', arn), await connect('Left out', arn)];
    await product.call(`POST /v1/connections/${chosen}/test`);
    const pending = JSON.stringify({ token: product.remember(freshToken()) });
    await product.askAws('PutSecretValue', { SecretId: arn, ClientRequestToken: randomUUID(), SecretString: pending, VersionStages: ['AWSPENDING'] });
    const labels = (await product.askAws('DescribeSecret', { SecretId: arn }))['VersionIdsToStages'];
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'editor', pageOf(arn));
    await page.getByRole('button', { name: 'Try the next version before it is current…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Try the next version before it is current' });
    await dialog.getByText('The version labelled AWSPENDING is read under the rehearsal role').waitFor();
    await dialog.getByText('2 of 2 chosen').waitFor();
    await dialog.getByRole('button', { name: 'Choose none' }).click();
    await dialog.getByRole('button', { name: 'Try it' }).click({ force: true });
    await dialog.getByText('Choose at least one connection.').waitFor();
    await dialog.getByRole('checkbox', { name: /^Chosen/ }).check();
    const run = await runAfter(visit, () => dialog.getByRole('button', { name: 'Try it' }).click());
    expect(run).toMatchObject({ kind: 'rehearsal', secret: { arn }, total: 1, counts: { refused: 1 } });
    expect([await stateOf(chosen), await stateOf(left)]).toEqual(['connected', 'untested']);
    expect((await product.askAws('DescribeSecret', { SecretId: arn }))['VersionIdsToStages']).toEqual(labels);
  });

  it('a rehearsal whose answer was lost is sent again as the same one, and with another choice as another', async () => {
    const arn = await secret('lost');
    await connect('First', arn);
    await connect('Second', arn);
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'editor', pageOf(arn));
    const keys: (string | undefined)[] = [];
    await page.route('**/v1/rehearsals', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      await route.abort();
    });
    await page.getByRole('button', { name: 'Try the next version before it is current…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Try the next version before it is current' });
    const send = async (times: number): Promise<void> => {
      await dialog.getByRole('button', { name: 'Try it' }).click();
      await expect.poll(() => keys.length).toBe(times);
      await dialog.getByRole('alert').waitFor();
    };
    await send(1);
    await send(2);
    await dialog.getByRole('checkbox', { name: /^Second/ }).uncheck();
    await send(3);
    expect([keys[0], new Set(keys).size]).toEqual([keys[1], 2]);
    expect(visit.complaints(/ERR_FAILED/)).toHaveLength(3);
  });

  it('an admin has it forgotten, but not without being asked, and the next test reads it anew', async () => {
    const arn = await secret('forgotten');
    const id = await connect('Cached', arn);
    const readsOfTest = async (): Promise<number> => {
      product.resetCounts();
      await product.call(`POST /v1/connections/${id}/test`);
      return product.spent().reads;
    };
    expect([await readsOfTest(), await readsOfTest()]).toEqual([1, 0]);
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'admin', pageOf(arn));
    await page.getByRole('button', { name: 'Forget what is cached…' }).click();
    await page.getByText('every test of the project demo reads them anew').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Forget what is cached…');
    expect(visit.requests.filter((line) => line.startsWith('DELETE'))).toEqual([]);
    await page.getByRole('button', { name: 'Forget what is cached…' }).click();
    await page.getByRole('button', { name: 'Forget', exact: true }).click();
    await page.getByText('Forgotten. The next test reads the secret anew.').waitFor();
    expect(visit.requests.filter((line) => line.startsWith('DELETE')).map((line) => line.replace(/^.*\?/, ''))).toEqual([
      `arn=${encodeURIComponent(arn)}&project=demo`,
    ]);
    expect(await readsOfTest()).toBe(1);
  });

  it.each([
    ['viewer', ['tester', 'editor', 'admin']],
    ['tester', ['editor', 'admin']],
    ['editor', ['admin']],
    ['admin', []],
  ] as const)('as %s one finds every button, and at those that do nothing the role they need: %j', async (role, needed) => {
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, role, pageOf(GUIDE.arn));
    const deeds = page.getByRole('region', { name: 'What to do with it' });
    await deeds.waitFor();
    expect(await deeds.getByRole('button').allTextContents()).toEqual([
      'Verify all of these now',
      'Try the next version before it is current…',
      'Forget what is cached…',
    ]);
    expect(await deeds.getByRole('note').allTextContents()).toEqual(
      needed.map((each) => `This needs the role ${each} in the project demo. Ask an admin for it.`),
    );
    for (const button of await deeds.locator('[aria-disabled=true]').all()) await button.click({ force: true });
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(visit.requests.filter((line) => /^(?:POST|DELETE) .*\/v1\//.test(line))).toEqual([]);
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
  ] as const)('its pages have no barriers that axe-core knows, and fit: %s, %i pixels wide', async (colorScheme, width) => {
    const arn = await secret('a-name-that-is-rather-long-for-a-narrow-screen');
    const id = await connect('A connection with a name that is rather long for a narrow screen', arn);
    await connect('Short', arn, `a.key.${'x'.repeat(60)}`);
    await product.call(`POST /v1/connections/${id}/test`);
    const visit = await begin({ colorScheme, width });
    const { page } = visit;
    await visit.signIn(product, 'admin', '#/secrets?arn=x');
    await page.getByRole('heading', { name: 'Used by your connections' }).waitFor();
    expect(await visit.barriers()).toEqual([]);
    await page.evaluate((hash) => location.assign(hash), pageOf(arn));
    await page.getByRole('heading', { name: 'Who depends on it' }).waitFor();
    expect(await visit.barriers()).toEqual([]);
    for (const name of ['Try the next version before it is current…', 'Forget what is cached…']) {
      await page.getByRole('button', { name }).click();
      await page.getByRole('dialog').waitFor();
      expect(await visit.barriers()).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.evaluate((hash) => location.assign(hash), pageOf(arn.replace('rather', 'very')));
    await page.getByRole('heading', { name: 'No connection of yours uses this secret' }).waitFor();
    expect(await visit.barriers()).toEqual([]);
    await page.evaluate((hash) => location.assign(hash), hashOf(['connections', id]));
    await page.getByRole('region', { name: 'Who used its secrets' }).getByRole('table').waitFor();
    await page.getByRole('region', { name: 'Secrets used' }).waitFor();
    expect(await visit.barriers()).toEqual([]);
  });

  it('of more than a hundred that depend on it the first hundred are shown, and all when asked for; a rehearsal means all of them', async () => {
    const arn = await secret('popular');
    for (let count = 0; count < 102; count += 1) await connect(`Number ${count}`, arn);
    const visit = await begin();
    const { page } = visit;
    await visit.signIn(product, 'editor', pageOf(arn));
    await page.getByText('The first 100 connections in the project demo: 100 untested. There are more.').waitFor();
    await page.getByRole('button', { name: 'Try the next version before it is current…' }).click();
    await page.getByText('With all of them chosen, those that are not shown here are tried too.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByText('102 connections in the project demo: 102 untested.').waitFor();
    expect(await page.getByRole('row').count()).toBe(103);
    await page.getByRole('button', { name: 'Try the next version before it is current…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox').first().uncheck();
    await dialog.getByText('Choose all of them, or at most 100.').waitFor();
    await dialog.getByRole('checkbox').nth(1).uncheck();
    await dialog.getByText('Choose all of them, or at most 100.').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Secrets', exact: true }).first().click();
    await page.getByRole('heading', { name: 'Secrets', exact: true }).waitFor();
    await page.evaluate((hash) => location.assign(hash), pageOf(arn));
    await page.getByText('The first 100 connections in the project demo').waitFor();
    await page.getByRole('button', { name: 'Try the next version before it is current…' }).click();
    await dialog.getByText('100 of 100 chosen').waitFor();
    const run = await runAfter(visit, () => dialog.getByRole('button', { name: 'Try it' }).click());
    expect(run).toMatchObject({ kind: 'rehearsal', secret: { arn }, total: 102, counts: { not_attempted: 102 } });
  });

  // The last one: an hour later the token of the other tests is no longer good.
  it('what the watch found stands above, with the command, and the masks to write instead of those of a secret that was made again', async () => {
    const [deleted, remade] = [await secret('deleted'), await secret('remade')];
    await connect('Of one to be deleted', deleted);
    for (const name of ['Remade', 'Remade too']) await connect(name, remade, 'to<k>en');
    await product.askAws('DeleteSecret', { SecretId: deleted, RecoveryWindowInDays: 7 });
    await product.askAws('DeleteSecret', { SecretId: remade, ForceDeleteWithoutRecovery: true });
    const { ARN } = await product.askAws('CreateSecret', {
      Name: remade.replace(/^.*:secret:|-\w{6}$/g, ''),
      ClientRequestToken: randomUUID(),
      SecretString: JSON.stringify({ token: product.stack.seed.account.token }),
      Tags: [{ Key: 'connection-hosts', Value: product.stack.jira.host }],
    });
    product.stack.clock.advance('PT1H');
    const finding = async (arn: string): Promise<string | undefined> =>
      (
        await product.call(`GET /v1/secrets/usage?arn=${encodeURIComponent(arn)}`, undefined, {
          authorization: `Bearer ${await product.stack.token(['demo:viewer'])}`,
        })
      ).body['watch']?.finding;
    await eventually(async () => expect([await finding(deleted), await finding(remade)]).toEqual(['pending_deletion', 'recreated']));
    const visit = await begin();
    const { page } = visit;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const copied = async (button: string): Promise<string> => {
      await page.getByRole('button', { name: button }).click();
      await page.getByText('Copied').first().waitFor();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    await visit.signIn(product, 'viewer', pageOf(deleted));
    const attention = page.getByRole('region', { name: 'Needs attention' });
    await attention.getByText('The secret is scheduled for deletion.').waitFor();
    expect(await copied('Copy command')).toBe(`aws secretsmanager restore-secret --region us-east-1 --secret-id '${deleted}'`);
    await page.evaluate((hash) => location.assign(hash), pageOf(remade));
    await attention.getByText(`The secret was deleted and made again, under another ARN: ${ARN}.`).waitFor();
    expect(await attention.getByRole('listitem').allTextContents()).toEqual([expect.stringContaining(`In place of ${maskOf('to<k>en', remade)}`)]);
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 1280],
      ['light', 360],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      expect(await visit.barriers()).toEqual([]);
    }
    expect(await copied('Copy new mask')).toBe(maskOf('to<k>en', ARN));
    await attention.getByRole('link', { name: 'Open the new secret' }).click();
    await page.getByRole('heading', { name: 'No connection of yours uses this secret' }).waitFor();
    expect(await page.getByText(ARN).count()).toBeGreaterThan(0);
  });
});
