import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { freshToken } from '../helpers/canary.ts';
import { type HeldTarget, startHeldTarget } from '../helpers/held-target.ts';
import { maskOf } from '../helpers/product.ts';
import { inBrowser } from './in-browser.ts';

// One host each: what was learned of one that took its time is not to slow down the next test.
const NAMES = ['filter', 'picked', 'cancelled', 'refused', 'poor', 'light', 'dark', 'narrow'] as const;
const BEGINS = /\/v1\/verification-runs$/;
/** What a page asks for the figures of a run. */
const FIGURES = '**/v1/verification-runs/run_*';
const UUID = /^[0-9a-f-]{36}$/;
type Name = (typeof NAMES)[number];
const targets = new Map<Name, HeldTarget>();
const targetOf = (name: Name): HeldTarget => targets.get(name)!;
const arns = new Map<Name, string>();

async function options(): Promise<{ localTargets: string[] }> {
  for (const name of NAMES) targets.set(name, await startHeldTarget());
  return { localTargets: [...targets.values()].map(({ host }) => host) };
}

inBrowser(
  'runs',
  ({ product, begin }) => {
    beforeAll(async () => {
      for (const [name, { host }] of targets) {
        const text = JSON.stringify({ token: product.remember(freshToken()) });
        arns.set(name, await product.createSecret(`runs/${name}`, text, { 'connection-hosts': `${host}/` }));
      }
    });
    afterAll(async () => {
      for (const { close } of targets.values()) await close();
    });

    /** So many connections with the label set:<name>, at its host; their ids. */
    async function store(name: Name, count: number, titles: readonly string[] = []): Promise<readonly string[]> {
      const config = { baseUrl: targetOf(name).url, path: '/', token: maskOf('token', arns.get(name)!) };
      const stored = Array.from({ length: count }, (_, at) =>
        product.call('POST /v1/connections', {
          name: titles[at] ?? `${name} ${at + 1}`,
          connector: 'generic-http',
          method: 'bearer',
          project: 'demo',
          labels: { set: name },
          config,
        }),
      );
      return (await Promise.all(stored)).map(({ body }) => String(body['id']));
    }
    /** A run of set:<name>, begun past the console. */
    async function started(name: Name): Promise<string> {
      return String((await product.call('POST /v1/verification-runs', { selector: { labels: { set: name } } })).body['id']);
    }
    const tally = async (page: Page): Promise<readonly string[]> =>
      page.getByRole('list', { name: 'Connections by outcome' }).getByRole('listitem').allTextContents();
    async function shows(page: Page, texts: readonly string[]): Promise<void> {
      await expect.poll(() => tally(page)).toEqual(texts);
    }
    const stateOf = (page: Page, word: string): Promise<void> =>
      page.getByRole('region', { name: 'Progress' }).getByText(word, { exact: true }).waitFor({ timeout: 20_000 });
    const begunBy = (requests: readonly string[]): readonly string[] => requests.filter((line) => line.startsWith('POST') && BEGINS.test(line));

    it('where none was begun, the list says what to do', async () => {
      const visit = await begin();
      await visit.signIn(product, 'tester', '#/runs');
      await visit.page.getByRole('heading', { name: 'No runs yet' }).waitFor();
      expect(await visit.barriers()).toEqual([]);
      await visit.page.getByRole('main').getByRole('link', { name: 'connections' }).click();
      await visit.page.getByRole('button', { name: 'Verify these…' }).waitFor();
    });

    it('a tester has all that a filter leaves verified, once, and watches how far it is until it is done', async () => {
      await store('filter', 5);
      const visit = await begin();
      const { page } = visit;
      await visit.signIn(product, 'tester', '#/connections?label=set:filter');
      await page.getByRole('button', { name: 'Verify these…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Verify all of these connections?' });
      await dialog.getByText('set:filter').waitFor();
      const goOn = await stayAtStart(page);
      const [request] = await Promise.all([page.waitForRequest(BEGINS), dialog.getByRole('button', { name: 'Start' }).dblclick()]);
      expect(request.headers()['idempotency-key']).toMatch(UUID);
      await page.getByRole('heading', { name: 'Verification: Label set:filter' }).waitFor();
      await shows(page, ['0 of 5', '5 Pending']);
      await stateOf(page, 'Running');
      expect(await page.getByRole('progressbar', { name: 'Connections tested' }).getAttribute('max')).toBe('5');
      await goOn();
      await stateOf(page, 'Done');
      await shows(page, ['5 of 5', '5 Authorized']);
      await page.getByRole('status').getByText('done: 5 of 5 have ended. 5 authorized.').waitFor();
      await expect.poll(() => page.getByRole('row', { name: /^filter \d Authorized ok/ }).count()).toBe(5);
      expect(targetOf('filter').requests).toHaveLength(5);
      expect(begunBy(visit.requests)).toHaveLength(1);
      await page.getByRole('link', { name: 'filter 1', exact: true }).click();
      await page.getByRole('img', { name: 'The last test: authorized.' }).waitFor();
    });

    it('a run that is over is asked for no more, and neither is one whose page was left', async () => {
      const visit = await begin();
      const { page } = visit;
      const id = await started('filter');
      const looks = (): number => visit.requests.filter((line) => line.endsWith(id)).length;
      await page.clock.install();
      await visit.signIn(product, 'tester', `#/runs/${id}`);
      await expect
        .poll(async () => {
          await page.clock.runFor(1_000);
          return page.getByText(/, over after/).count();
        })
        .toBe(1);
      await shows(page, ['5 of 5', '5 Authorized']);
      const before = looks();
      await page.clock.runFor(60_000);
      expect(looks()).toBe(before);
      await page.route(`**/v1/verification-runs/${id}`, (route) => route.fulfill({ json: running(id, 1) }));
      await page.evaluate(() => location.assign('#/runs'));
      await page.getByRole('link', { name: 'Label set:filter' }).first().click();
      await shows(page, ['1 of 9', '1 Authorized', '8 Pending']);
      await page.getByRole('link', { name: 'Runs', exact: true }).first().click();
      await page.getByRole('columnheader', { name: 'Outcomes' }).waitFor();
      const left = looks();
      await page.clock.runFor(60_000);
      expect(looks()).toBe(left);
    });

    it('figures that move every second are read out no more often than every five, and nobody asks for them while the page is hidden', async () => {
      const visit = await begin();
      const { page } = visit;
      const id = `run_${'0'.repeat(32)}`;
      let looks = 0;
      await page.route(`**/v1/verification-runs/${id}`, (route) => route.fulfill({ json: running(id, (looks += 1)) }));
      await page.route(`**/v1/verification-runs/${id}/connections?*`, (route) => route.fulfill({ json: { items: [], nextCursor: null } }));
      await page.clock.install();
      await visit.signIn(product, 'tester');
      await page.getByRole('link', { name: 'Demo Jira', exact: true }).waitFor();
      await page.clock.pauseAt(Date.now() + 60_000);
      await page.evaluate((hash) => location.assign(hash), `#/runs/${id}`);
      const told = page.getByText(/^running: /);
      const said: string[] = [];
      for (let second = 1; second <= 8; second += 1) {
        await expect
          .poll(async () => {
            await page.clock.runFor(20);
            return looks;
          })
          .toBe(second);
        await page.getByText(`${second} of 9`, { exact: true }).waitFor();
        said.push((await told.textContent()) ?? '');
        await page.clock.runFor(940);
      }
      expect(new Set(said).size).toBe(2);
      await seen(page, 'hidden');
      const before = looks;
      await page.clock.runFor(60_000);
      expect(looks).toBe(before);
      await seen(page, 'visible');
      await expect.poll(() => looks).toBe(before + 1);
    });

    it('a run of a rotation says which version of which secret it is about, and where it takes a role in all projects', async () => {
      const visit = await begin();
      const { page } = visit;
      const id = `run_${'1'.repeat(32)}`;
      const arn = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials-FsmeTs';
      const secret = { arn, versionId: 'version-of-today', movedAt: new Date(0).toISOString() };
      await page.route(`**/v1/verification-runs/${id}`, (route) =>
        route.fulfill({ json: { ...running(id, 1), kind: 'rotation', projects: null, selector: { secretArn: arn }, secret } }),
      );
      await page.route(`**/v1/verification-runs/${id}/connections?*`, (route) => route.fulfill({ json: { items: [], nextCursor: null } }));
      await visit.signIn(product, 'tester', `#/runs/${id}`);
      await page.getByRole('heading', { name: 'After a rotation: What uses prod-jira-credentials' }).waitFor();
      const facts = page.getByRole('region', { name: 'What was asked for' });
      for (const text of [arn, 'version-of-today', 'AWSCURRENT']) expect(await facts.textContent()).toContain(text);
      expect(await facts.locator('dt:text-is("Projects") + dd').textContent()).toBe('all');
      await page.getByText('This needs the role tester in all projects. Ask an admin for it.').waitFor();
      expect(await visit.barriers()).toEqual([]);
    });

    it('rows that are picked are verified, and no other; another filter forgets them', async () => {
      await store('picked', 3, ['picked <b onclick=window.ran=1>', 'picked two', 'picked three']);
      const visit = await begin();
      const { page } = visit;
      await visit.signIn(product, 'tester', '#/connections?label=set:picked');
      await page.getByRole('checkbox', { name: 'Select picked two' }).check();
      await page.getByText('1 selected').waitFor();
      await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
      await page.getByText('3 selected').waitFor();
      await page.getByLabel('State').selectOption('Untested');
      await page.getByRole('button', { name: 'Verify these…' }).waitFor();
      expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(0);
      await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
      await page.getByRole('checkbox', { name: 'Select picked two' }).press('Space');
      await page.getByRole('button', { name: 'Verify selected…' }).click();
      await page.getByRole('dialog', { name: 'Verify the 2 connections you selected?' }).getByRole('button', { name: 'Start' }).click();
      await page.getByRole('heading', { name: 'Verification: 2 picked connections' }).waitFor();
      await shows(page, ['2 of 2', '2 Authorized']);
      const rows = page.getByRole('region', { name: 'Connections' }).getByRole('rowheader');
      expect((await rows.allTextContents()).toSorted()).toEqual(['picked <b onclick=window.ran=1>', 'picked three']);
      expect(targetOf('picked').requests).toHaveLength(2);
    });

    it('whoever clears a selection by keyboard, or closes the dialog, does not lose their place', async () => {
      const visit = await begin();
      const { page } = visit;
      await visit.signIn(product, 'tester', '#/connections?label=set:picked');
      await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
      await page.getByRole('button', { name: 'Clear selection' }).press('Enter');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Verify many');
      await page.getByRole('button', { name: 'Verify these…' }).press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Verify these…');
      expect(begunBy(visit.requests)).toEqual([]);
    });

    it('a run that is cancelled asks nobody further, and what is under way ends', async () => {
      await store('cancelled', 30);
      const visit = await begin();
      const { page } = visit;
      const target = targetOf('cancelled');
      await visit.signIn(product, 'tester', '#/runs');
      // What is under way ends; the host's wish to be left alone keeps what had begun to wait for it from being asked.
      Object.assign(target, { status: 503, answered: { 'retry-after': '600' } });
      target.hold();
      const id = await started('cancelled');
      await page.evaluate((hash) => location.assign(hash), `#/runs/${id}`);
      await expect.poll(() => target.requests.length).toBeGreaterThan(0);
      await page.getByRole('button', { name: 'Cancel' }).press('Enter');
      await stateOf(page, 'Cancelled');
      const asked = target.requests.length;
      target.release();
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-labelledby'))).toBe('progress');
      await expect.poll(async () => (await tally(page)).join()).toContain('Inconclusive');
      // By then the host might be asked again.
      product.stack.clock.advance('PT11M');
      await page.getByText(/over after/).waitFor({ timeout: 30_000 });
      expect(await tally(page)).toEqual(['30 of 30', `${asked} Inconclusive`, `${30 - asked} Skipped`]);
      expect(target.requests).toHaveLength(asked);
      expect(await page.getByRole('button', { name: 'Cancel' }).count()).toBe(0);
    });

    it('those that failed are found by a link, and tried again in a run of their own', async () => {
      await store('refused', 2);
      targetOf('refused').status = 403;
      const visit = await begin();
      const { page } = visit;
      await visit.signIn(product, 'tester', `#/runs/${await started('refused')}`);
      await shows(page, ['2 of 2', '2 Refused']);
      await page.getByRole('navigation', { name: 'Outcomes' }).getByRole('link', { name: 'Failed' }).click();
      await expect.poll(() => page.getByRole('row', { name: /^refused \d Refused forbidden/ }).count()).toBe(2);
      await page.getByRole('navigation', { name: 'Outcomes' }).getByRole('link', { name: 'Pending' }).click();
      await page.getByText('None is pending.').waitFor();
      targetOf('refused').status = 200;
      const [request] = await Promise.all([page.waitForRequest(/retry-failed$/), page.getByRole('button', { name: 'Retry failed' }).click()]);
      expect(request.headers()['idempotency-key']).toMatch(UUID);
      await page.getByRole('heading', { name: 'Verification: What failed in an earlier run' }).waitFor();
      await shows(page, ['2 of 2', '2 Authorized']);
      await page.getByRole('link', { name: 'What failed in an earlier run' }).click();
      await page.getByRole('heading', { name: 'Verification: Label set:refused' }).waitFor();
      await page.getByRole('link', { name: 'Runs', exact: true }).first().click();
      const row = page.getByRole('row').nth(1);
      await row.getByRole('link', { name: 'What failed in an earlier run' }).waitFor();
      expect(await row.textContent()).toContain('2 authorized');
      await page.getByRole('row', { name: /^Label set:refused Verification Done 2 refused/ }).waitFor();
    });

    it('where the figures cannot be had, the last ones stay, and it says so', async () => {
      await store('poor', 1);
      const visit = await begin();
      const { page } = visit;
      const id = await started('poor');
      let looks = 0;
      await page.route(FIGURES, (route) => {
        looks += 1;
        return looks === 1 ? route.fulfill({ json: running(id, 4) }) : route.fulfill({ status: 503, body: '' });
      });
      await page.clock.install();
      await visit.signIn(product, 'tester', '#/runs');
      // The page looks again by itself: from now on not before the test says so.
      await page.clock.pauseAt(Date.now() + 60_000);
      await page.evaluate((hash) => location.assign(hash), `#/runs/${id}`);
      await expect
        .poll(async () => {
          await page.clock.runFor(20);
          return looks;
        })
        .toBe(1);
      await shows(page, ['4 of 9', '4 Authorized', '5 Pending']);
      await page.clock.runFor(1_000);
      await page.getByText('These are the last figures there were. The API did not answer in time. Try again.').waitFor();
      expect(await tally(page)).toEqual(['4 of 9', '4 Authorized', '5 Pending']);
      expect(await meanwhile(page, visit.barriers())).toEqual([]);
      expect(looks).toBe(2);
      await page.unroute(FIGURES);
      await page.getByRole('button', { name: 'Try again' }).press('Enter');
      await page.getByText('These are the last figures').waitFor({ state: 'detached' });
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-labelledby'))).toBe('progress');
      await page.clock.resume();
      await shows(page, ['1 of 1', '1 Authorized']);
      expect(visit.complaints(/503/).length).toBeGreaterThan(0);
    });

    it('a rehearsal says what it is; a tester may watch it, and reads why not more', async () => {
      const [id] = await store('picked', 1, ['rehearsed']);
      const arn = arns.get('picked')!;
      const SecretString = JSON.stringify({ token: product.remember(freshToken()) });
      await product.askAws('PutSecretValue', { SecretId: arn, ClientRequestToken: randomUUID(), SecretString, VersionStages: ['AWSPENDING'] });
      targetOf('picked').status = 403;
      const { body } = await product.call('POST /v1/rehearsals', { secretArn: arn, connections: [id] });
      const visit = await begin();
      const { page } = visit;
      await visit.signIn(product, 'tester', `#/runs/${body['id']}`);
      await page.getByText('A rehearsal tries the version of a secret that is labelled AWSPENDING').waitFor();
      await page.getByRole('heading', { name: 'Rehearsal: 1 picked connection, what uses runs/picked' }).waitFor();
      await shows(page, ['1 of 1', '1 Refused']);
      await page.getByText('This needs the role editor in the project demo. Ask an admin for it.').waitFor();
      await page.getByRole('button', { name: 'Retry failed' }).click({ force: true });
      expect(visit.requests.filter((line) => line.startsWith('POST') && line.includes('/v1/'))).toEqual([]);
      targetOf('picked').status = 200;
    });

    it('a viewer finds the buttons, and why they do nothing; the list of runs is not asked for', async () => {
      const visit = await begin();
      const { page } = visit;
      await visit.signIn(product, 'viewer', '#/connections?project=demo');
      const verify = page.getByRole('button', { name: 'Verify these…' });
      await expect.poll(() => verify.getAttribute('aria-disabled')).toBe('true');
      await page.getByText('This needs the role tester in the project demo. Ask an admin for it.').waitFor();
      await verify.click({ force: true });
      expect(await page.getByRole('dialog').count()).toBe(0);
      await page.getByRole('link', { name: 'Runs' }).click();
      await page.getByText('This needs the role tester. Ask an admin for it.').waitFor();
      await page.evaluate((hash) => location.assign(hash), `#/runs/run_${'0'.repeat(32)}`);
      await page.getByRole('heading', { name: 'Runs are for those who may test' }).waitFor();
      expect(visit.requests.filter((line) => line.includes('verification-runs'))).toEqual([]);
    });

    it('a run of another project is as absent as one that never was', async () => {
      const authorization = `Bearer ${await product.stack.token(['other:tester'])}`;
      const { httpStatus, body } = await product.call('POST /v1/verification-runs', { selector: { project: 'other' } }, { authorization });
      expect(httpStatus).toBe(202);
      const visit = await begin();
      const { page } = visit;
      const said: (string | null)[] = [];
      await visit.signIn(product, 'editor');
      for (const id of [body['id'], `run_${'0'.repeat(32)}`]) {
        await page.evaluate((hash) => location.assign(hash), `#/runs/${id}`);
        await page.getByRole('heading', { name: 'This run could not be shown' }).waitFor();
        said.push(await page.getByRole('alert').textContent());
        await page.evaluate(() => location.assign('#/runs'));
        await page.getByRole('heading', { name: 'Runs', exact: true }).waitFor();
      }
      expect(said[0]).toBe(said[1]);
      expect(visit.complaints(/404/).length).toBeGreaterThan(0);
    });

    it.each([
      ['light', 1280, 'light'],
      ['dark', 1280, 'dark'],
      ['light', 360, 'narrow'],
    ] as const)('pages and dialogs have no barriers that axe-core knows, and fit: %s, %i pixels wide', async (colorScheme, width, name) => {
      await store(name, 1);
      const visit = await begin({ colorScheme, width });
      const { page } = visit;
      await visit.signIn(product, 'tester', `#/connections?label=set:${name}`);
      await page.getByRole('checkbox', { name: `Select ${name} 1` }).check();
      expect(await visit.barriers()).toEqual([]);
      await page.getByRole('button', { name: 'Clear selection' }).click();
      await page.getByRole('button', { name: 'Verify these…' }).click();
      await page.getByRole('dialog').waitFor();
      expect(await visit.barriers()).toEqual([]);
      targetOf(name).status = 403;
      const goOn = await stayAtStart(page);
      await page.getByRole('button', { name: 'Start' }).click();
      await shows(page, ['0 of 1', '1 Pending']);
      expect(await visit.barriers()).toEqual([]);
      await goOn();
      await shows(page, ['1 of 1', '1 Refused']);
      await page.getByRole('button', { name: 'Retry failed' }).waitFor();
      expect(await visit.barriers()).toEqual([]);
      await page.getByRole('link', { name: 'Runs', exact: true }).first().click();
      await page.getByRole('link', { name: `Label set:${name}` }).waitFor();
      expect(await visit.barriers()).toEqual([]);
    });
  },
  options,
);

/**
 * Shows runs as if nobody in them had been asked yet, until it is told to go on: a target that is held is given up after some seconds, and a
 * busy machine may take longer to look at a page.
 */
async function stayAtStart(page: Page): Promise<() => Promise<void>> {
  const members = `${FIGURES}/connections?*`;
  const pending = { outcome: null, code: null, verificationId: null, endedAt: null };
  await page.route(FIGURES, async (route) => {
    const response = await route.fetch();
    const run = await response.json();
    const counts = Object.fromEntries(Object.keys(run.counts).map((outcome) => [outcome, 0]));
    await route.fulfill({ response, json: { ...run, state: run.state === 'done' ? 'running' : run.state, finishedAt: null, counts } });
  });
  await page.route(members, async (route) => {
    const response = await route.fetch();
    const { items, ...rest } = await response.json();
    await route.fulfill({ response, json: { ...rest, items: items.map((item: object) => ({ ...item, ...pending })) } });
  });
  return () => page.unrouteAll({ behavior: 'wait' });
}

/** Where the page's clock stands: moves it by less than until the next look, for what waits for a moment. */
async function meanwhile<Found>(page: Page, finding: Promise<Found>): Promise<Found> {
  let isFound = false;
  const found = finding.finally(() => void (isFound = true));
  await expect
    .poll(async () => {
      await page.clock.runFor(1);
      return isFound;
    })
    .toBe(true);
  return found;
}

/** As if somebody went to another tab, or came back. */
async function seen(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate((now) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => now });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

/** What the API would say of a run that is under way. */
function running(id: string, authorized: number): object {
  const counts = { authorized, refused: 0, inconclusive: 0, not_attempted: 0, skipped: 0 };
  const asked = { kind: 'bulk', projects: ['demo'], selector: { labels: { set: 'filter' } }, retryOf: null, secret: null };
  return { id, ...asked, createdAt: new Date(0).toISOString(), state: 'running', finishedAt: null, total: 9, counts };
}
