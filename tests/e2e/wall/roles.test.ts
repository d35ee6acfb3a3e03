import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { inBrowser } from '../in-browser.ts';
import type { Visit } from '../visit.ts';
import { configAt, type Deed, DEEDS, type Things } from './deeds.ts';

const ROLES = ['viewer', 'tester', 'editor', 'admin'] as const;
type Role = (typeof ROLES)[number];

/** What becomes of a deed: done; or it is there, does nothing, and says why. */
type Found = 'done' | 'barred';
const REASON = /^This needs the role (?:tester|editor|admin)\b.* Ask an admin for it\.$/;

inBrowser('what each role finds in the console', ({ product, begin }) => {
  const newThings = async (): Promise<Things> => {
    const config = configAt(product.stack.jira.url);
    const { body } = await product.call('POST /v1/connections', { name: 'For one deed', connector: 'jira-dc', project: 'demo', config });
    return { id: body['id'], config };
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
  const attempt = async ({ page, requests }: Visit, deed: Deed, things: Things): Promise<Found> => {
    await leave(page);
    await page.evaluate((hash) => void (location.hash = hash), deed.hash(things));
    await deed.begin?.(page, things);
    const control = deed.control(page);
    await control.waitFor();
    if ((await control.getAttribute('aria-disabled')) === 'true') {
      const from = requests.length;
      const before = page.url();
      await control.click({ force: true });
      const described = await control.evaluate((element) => document.getElementById(element.getAttribute('aria-describedby') ?? '')?.textContent ?? '');
      expect([deed.name, described]).toEqual([deed.name, expect.stringMatching(REASON)]);
      expect([deed.name, page.url(), ...requests.slice(from).filter((line) => !line.startsWith('GET '))]).toEqual([deed.name, before]);
      return 'barred';
    }
    await control.click();
    await deed.end(page, things);
    return 'done';
  };

  describe.each(ROLES)('%s', (role) => {
    const mayDo = (deed: Deed): boolean => (deed.who as readonly Role[]).includes(role);

    it('does what the matrix says, and finds the rest barred, with the reason', async () => {
      const visit = await begin();
      await visit.signIn(product, role);
      const found: Record<string, Found> = {};
      for (const deed of DEEDS) found[deed.name] = await attempt(visit, deed, await newThings());
      expect(found).toEqual(Object.fromEntries(DEEDS.map((deed) => [deed.name, mayDo(deed) ? 'done' : 'barred'])));
    });

    it.each(DEEDS)('is answered by the API alike: $name', async (deed) => {
      const { route, body, headers } = deed.request(await newThings());
      const token = await product.stack.token([`demo:${role}`]);
      const { httpStatus, body: said } = await product.call(route, body, { ...headers, authorization: `Bearer ${token}` });
      expect(httpStatus < 300 ? 'answered' : [httpStatus, said['code']]).toEqual(mayDo(deed) ? 'answered' : [403, 'not_allowed']);
    });
  });
});
