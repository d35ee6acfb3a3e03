import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemsOf, messagesOf } from '../../helpers/administrator.ts';
import { inBrowser } from '../in-browser.ts';
import type { Visit } from '../visit.ts';
import { FORMS, type Own, SCRIPTS, sendForm } from './foreign-deeds.ts';
import { type ForeignPage, openForeignPage } from './foreign-page.ts';
import { eventually } from '../../helpers/eventually.ts';

/** Of the watch's course, in the text of its table. */
const NOBODY_HOLDS_IT = String.raw`\"heldUntilMs\":0`;
type Item = { readonly kind?: { readonly S?: string } };

inBrowser('a web page elsewhere, in the browser of somebody who has signed in,', ({ product, begin }) => {
  let foreign: ForeignPage;
  let own: Own;
  beforeAll(async () => {
    foreign = await openForeignPage();
    const { body } = await product.call('GET /v1/connections?label=seed:first-minute');
    own = { url: product.stack.url, id: body['items'][0].id };
    // The watch of the full hour is over, and the one after it an hour away.
    const { aws, clock } = product.stack;
    clock.advance(`PT${60 - new Date(clock.now()).getUTCMinutes()}M`);
    await eventually(async () => [...(await itemsOf(aws.url)).values()].some((text) => text.includes('(course)') && text.includes(NOBODY_HOLDS_IT)));
  });
  afterAll(() => foreign.close());

  /** All that the product holds, but for the minute up to which schedules were kept: that moves by itself. */
  const state = async (): Promise<unknown> => {
    const { aws, clock } = product.stack;
    const tables = [...(await itemsOf(aws.url))].map(([name, text]) => [name, JSON.parse(text).filter(({ kind }: Item) => kind?.S !== 'tick')]);
    return { tables, queues: await messagesOf(aws.url), events: product.stack.events(), ahead: clock.aheadMs() };
  };

  /** An admin at the console, and in the same browser a page of somebody else. */
  const both = async (body = ''): Promise<{ visit: Visit; elsewhere: Page }> => {
    const visit = await begin();
    await visit.signIn(product, 'admin');
    await visit.page.getByRole('link', { name: 'Demo Jira', exact: true }).waitFor();
    foreign.show(body);
    const elsewhere = await visit.page.context().newPage();
    await elsewhere.goto(foreign.origin);
    return { visit, elsewhere };
  };

  /** What was asked of the stack while something was done: "POST /v1/connections 401". */
  const during = async (act: () => Promise<void>): Promise<readonly string[]> => {
    const from = product.stack.lines.length;
    const asked = (): readonly string[] => product.stack.lines.slice(from).flatMap((line) => /^([A-Z]+ .* \d{3}) \d+ ms$/.exec(line)?.[1] ?? []);
    await act();
    // A beacon is sent when the browser finds time for it; the functions write lines of their own.
    await eventually(() => asked().length > 0);
    return asked();
  };
  const mayChange = (line: string): boolean => !/^(?:GET|HEAD|OPTIONS) /.test(line);

  describe('sends', () => {
    it.each(FORMS)('%s: it arrives and is refused, nothing changes, and the answer cannot be read', async (_, form) => {
      const { elsewhere } = await both();
      const before = await state();
      const asked = await during(async () => expect(await elsewhere.evaluate(sendForm, { url: own.url, ...form(own) })).toBe(''));
      expect(asked.filter(mayChange)).toHaveLength(1);
      expect(asked.filter((line) => !/ 4\d\d$/.test(line))).toEqual([]);
      expect(await state()).toEqual(before);
    });

    it.each(SCRIPTS)('%s: it is refused, nothing changes, and no answer can be read', async (_, deed) => {
      const { elsewhere } = await both();
      const before = await state();
      const asked = await during(async () => expect(await elsewhere.evaluate(deed, own)).toBe(''));
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.filter((line) => mayChange(line) && !/ 4\d\d$/.test(line))).toEqual([]);
      expect(await state()).toEqual(before);
    });
  });

  describe('shows', () => {
    const asked = new URLSearchParams({ client_id: 'local-console' }).toString();
    const FRAMES = [
      '<iframe src="URL"></iframe>',
      '<iframe sandbox="allow-scripts allow-forms" src="URL"></iframe>',
      '<object data="URL"></object>',
      '<embed src="URL">',
    ];

    it.each(FRAMES)('neither the console nor the page on which one signs in within its own: %s', async (frame) => {
      const urls = [`${own.url}/`, `${own.url}/#/connections/${own.id}`, `${own.url}/local/issuer/authorize?${asked}`];
      const { elsewhere } = await both();
      foreign.show(urls.map((url) => frame.replace('URL', url.replaceAll('&', '&amp;'))).join(''));
      // To others than the console's own pages the local issuer answers nothing at all.
      const said: string[] = [];
      elsewhere.on('console', (message) => said.push(message.text()));
      await elsewhere.reload();
      const within = elsewhere.frames().slice(1);
      const texts = await Promise.all(within.map((each) => each.evaluate(() => document.body.innerText).catch(() => '')));
      expect(texts.filter((text) => /Sign in|Who are you|Connections/.test(text))).toEqual([]);
      expect(said.filter((text) => /frame-ancestors|X-Frame-Options/i.test(text)).length).toBeGreaterThanOrEqual(2);
    });
  });

  describe('opens the console in a window', () => {
    it('and is left without a way to it: it cannot lead it elsewhere, send it messages, or learn what becomes of it', async () => {
      const { elsewhere } = await both();
      const [popup] = await Promise.all([
        elsewhere.waitForEvent('popup'),
        elsewhere.evaluate((url) => void Reflect.set(window, 'opened', window.open(url)), own.url),
      ]);
      await popup.getByRole('button', { name: 'Sign in' }).waitFor();
      const known = await elsewhere.evaluate(async (): Promise<unknown> => {
        const opened: Window = Reflect.get(window, 'opened');
        opened.postMessage({ access_token: 'forged', type: 'sign-in' }, '*');
        opened.location.replace('about:blank#led-away');
        await new Promise((resolve) => setTimeout(resolve, 200));
        return [opened.closed, opened.length];
      });
      expect(known).toEqual([true, 0]);
      expect(await popup.evaluate(() => window.opener)).toBeNull();
      expect(popup.url()).toBe(`${own.url}/`);
      await popup.getByRole('button', { name: 'Sign in' }).waitFor();
    });

    it('with the answer of a sign-in of its own: it is not followed, and nobody is signed in', async () => {
      const { elsewhere } = await both();
      const challenge = createHash('sha256').update('verifier').digest('base64url');
      const fields = {
        client_id: 'local-console',
        redirect_uri: `${own.url}/`,
        response_type: 'code',
        code_challenge: challenge,
        code_challenge_method: 'S256',
      };
      const body = new URLSearchParams({ ...fields, state: 'of-mallory', as: 'admin' }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await fetch(`${own.url}/local/issuer/authorize`, { method: 'POST', redirect: 'manual', headers, body });
      const back = answer.headers.get('location') ?? '';
      expect(back).toContain('code=');
      const lines = await during(async () => {
        await elsewhere.evaluate((url) => location.assign(url), back);
        await elsewhere.getByRole('alert').getByText('This answer of the issuer was not asked for here. Sign in again.').waitFor();
      });
      expect(elsewhere.url()).toBe(`${own.url}/`);
      expect(lines.filter(mayChange)).toEqual([]);
    });
  });

  it('has its own name bound to this machine: nothing answers to it', async () => {
    const { elsewhere } = await both();
    const { port } = new URL(own.url);
    for (const path of ['/', '/v1/connections', '/local/clock']) {
      const answer = await elsewhere.goto(`http://rebound.test:${port}${path}`);
      expect([path, answer?.status(), await answer?.json()]).toEqual([path, 421, { message: 'Misdirected Request' }]);
    }
  });
});
