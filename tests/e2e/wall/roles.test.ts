import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { inBrowser } from '../in-browser.ts';
import type { Visit } from '../visit.ts';
import { configAt, type Deed, DEEDS, type Things } from './deeds.ts';
import { eventually } from '../../helpers/eventually.ts';

const PEOPLE = ['viewer', 'tester', 'editor', 'admin', 'operator'] as const;

/** What becomes of a deed: done; its control is there, does nothing, and says why; or a text in place of it says why. */
type Found = 'done' | 'barred' | 'told';
const REASON = /This needs the role (?:tester|editor|admin)\b.* Ask an admin for it\.$/;

inBrowser('what each role finds in the console', ({ product, begin }) => {
  let run: string;
  let made = 0;
  beforeAll(async () => {
    const { body } = await product.call('POST /v1/verification-runs', { selector: { project: 'demo', labels: { seed: 'first-minute' } } });
    run = body['id'];
    await eventually(async () => (await product.call(`GET /v1/verification-runs/${run}`)).body['finishedAt'] !== null);
  });

  const newThings = async (): Promise<Things> => {
    const [config, label] = [configAt(product.stack.jira.url), `of-deed-${(made += 1)}`];
    const { body } = await product.call('POST /v1/connections', {
      name: 'For one deed',
      connector: 'jira-dc',
      project: 'demo',
      config,
      labels: { deed: label },
    });
    return { id: body['id'], label, run, config };
  };

  /** To a page that does not exist, whatever was begun on this one. */
  const leave = async (page: Page): Promise<void> => {
    await page.evaluate(() => void (location.hash = '#/nowhere'));
    const [nowhere, guard] = [page.getByText('There is no such page'), page.getByRole('button', { name: 'Leave', exact: true })];
    await nowhere.or(guard).waitFor();
    if (await guard.isVisible()) await guard.click();
    await nowhere.waitFor();
  };

  /** In the console. */
  const attempt = async (visit: Visit, deed: Deed, things: Things): Promise<Found> => {
    const { page } = visit;
    await leave(page);
    await page.evaluate((hash) => void (location.hash = hash), deed.hash(things));
    await deed.begin?.(page, things);
    const control = deed.control(page);
    const told = page.getByText(REASON).and(page.locator(':not([role=note])')).first();
    const isPlace = deed.others === 'told';
    await (isPlace ? control.or(told).first() : control).waitFor();
    if (!(await control.isVisible())) return 'told';
    if ((await control.getAttribute('aria-disabled')) === 'true') {
      await holdBack(visit, deed, control);
      return 'barred';
    }
    await control.click();
    if (isPlace) return Promise.any([deed.end(page, things).then(() => 'done' as const), told.waitFor().then(() => 'told' as const)]);
    await deed.end(page, things);
    return 'done';
  };

  /** It does nothing, whoever presses it, and says why. */
  const holdBack = async ({ page, requests }: Visit, { name }: Deed, control: Locator): Promise<void> => {
    const [from, before] = [requests.length, page.url()];
    await control.click({ force: true });
    const described = await control.evaluate((element) => document.getElementById(element.getAttribute('aria-describedby') ?? '')?.textContent ?? '');
    expect([name, described]).toEqual([name, expect.stringMatching(REASON)]);
    expect([name, page.url(), ...requests.slice(from).filter((line) => !line.startsWith('GET '))]).toEqual([name, before]);
  };

  describe.each(PEOPLE)('%s', (person) => {
    const mayDo = (deed: Deed): boolean => deed.who.includes(person);

    it('does what the matrix says, and finds the rest barred, with the reason', async () => {
      const visit = await begin();
      await visit.signIn(product, person);
      const found: Record<string, Found> = {};
      for (const deed of DEEDS) found[deed.name] = await attempt(visit, deed, await newThings());
      expect(found).toEqual(Object.fromEntries(DEEDS.map((deed) => [deed.name, mayDo(deed) ? 'done' : (deed.others ?? 'barred')])));
    });

    it.each(DEEDS)('is answered by the API alike: $name', async (deed) => {
      const { route, body, headers } = deed.request(await newThings());
      const token = await product.stack.token([person === 'operator' ? '*:admin' : `demo:${person}`]);
      const { httpStatus, body: said } = await product.call(route, body, { ...headers, authorization: `Bearer ${token}` });
      expect(httpStatus < 300 ? 'answered' : [httpStatus, said['code']]).toEqual(mayDo(deed) ? 'answered' : [403, 'not_allowed']);
    });
  });
});
