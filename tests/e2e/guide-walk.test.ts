import { afterEach, describe, expect, it } from 'vitest';
import { GUIDE } from '../../infra/local/seed.ts';
import { type Hand, keyboard, mouse } from './hands.ts';
import { inBrowser } from './in-browser.ts';
import type { Visit } from './visit.ts';

const PILL = `secret ${GUIDE.key} from prod-jira-credentials in 137149879143, us-east-1`;
/** By hand it takes so many deeds at the most; one a second is slow, and makes less than a minute. */
const BY_MOUSE = 25;
/** A keyboard goes from one thing to the next. */
const BY_KEYBOARD = 90;

inBrowser('the walk of the guide, from the sign-in to a connection that works,', ({ product, begin }) => {
  /** Source: Workato guide "Use AWS Secrets Manager in connections", its steps in their order. */
  const walk = async ({ page }: Visit, hand: Hand): Promise<void> => {
    const button = (name: string): ReturnType<typeof page.getByRole> => page.getByRole('button', { name, exact: true });
    await page.goto(product.stack.url);
    await hand.press(button('Sign in'));
    await hand.press(page.getByRole('button', { name: 'Sign in as editor' }));
    await hand.press(page.getByRole('link', { name: 'New connection' }));
    await hand.type(page.getByRole('combobox', { name: 'Search the catalogue' }), 'Jira Data Center');
    await hand.choose(page.getByRole('option', { name: /Jira Data Center/ }));
    await hand.type(page.getByLabel('Base URL'), product.stack.jira.url);
    await hand.press(button('+ Add external secret to Personal access token'));
    const dialog = page.getByRole('dialog', { name: 'Add external secret' });
    await hand.type(dialog.getByRole('textbox', { name: 'Key name' }), GUIDE.key);
    await hand.type(dialog.getByRole('textbox', { name: 'Secret ARN' }), GUIDE.arn);
    await hand.press(dialog.getByRole('button', { name: 'Done', exact: true }));
    const pill = page.getByRole('textbox', { name: 'Personal access token' }).getByRole('button', { name: PILL, exact: true });
    await hand.press(pill);
    const edit = page.getByRole('dialog', { name: 'Edit external secret' });
    await edit.waitFor();
    expect(await edit.getByRole('textbox', { name: 'Secret ARN' }).inputValue()).toBe(GUIDE.arn);
    await hand.press(edit.getByRole('button', { name: 'Done', exact: true }));
    await edit.waitFor({ state: 'detached' });
    await hand.press(button('Connect'));
    await page.getByText('Jira Data Center accepted the credentials.').waitFor();
    await page.getByText('Authorized', { exact: true }).first().waitFor();
    await hand.press(button('Save'));
    await page.getByRole('heading', { name: 'Jira Data Center demo', exact: true }).waitFor();
    await hand.press(page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Connections', exact: true }));
    await page.getByRole('row', { name: /Jira Data Center demo Connected/ }).waitFor();
  };

  afterEach(async () => {
    const { body } = await product.call('GET /v1/connections?state=connected');
    for (const { id, name } of body['items']) if (name === 'Jira Data Center demo') await product.call(`DELETE /v1/connections/${id}`);
  });

  describe.each([
    ['a mouse', BY_MOUSE, () => mouse()],
    ['a keyboard alone', BY_KEYBOARD, ({ page }: Visit) => keyboard(page)],
  ] as const)('with %s', (name, most, handOf) => {
    it(`takes at most ${most} deeds`, async () => {
      const visit = await begin();
      const hand = handOf(visit);
      const from = performance.now();
      await walk(visit, hand);
      console.info(`the walk of the guide with ${name}: ${hand.deeds()} deeds, ${((performance.now() - from) / 1000).toFixed(1)} s`);
      expect(hand.deeds()).toBeLessThanOrEqual(most);
    });
  });
});
