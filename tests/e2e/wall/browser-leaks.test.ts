import { createServer, type IncomingMessage } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { close, listen, portOf } from '../../../infra/local/loopback.ts';
import { leaksIn } from '../../helpers/canary.ts';
import { CHROMIUM, openBrowser } from '../../helpers/chromium.ts';
import { Visit } from '../visit.ts';

const SECRET = 'tok_Vq3nT7xLrW2mZk9sYb4cHd8f';

/** A page that holds a secret where no page of ours does; what is asked for with ?say answers with it. */
const leaking = createServer((request: IncomingMessage, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const isScript = pathname === '/worker.js';
  response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
  if (searchParams.has('download')) response.setHeader('content-disposition', 'attachment');
  response.end(isScript ? '' : `<!doctype html><title>x</title>${searchParams.has('say') ? SECRET : ''}`);
});

type Plant = (page: Page) => Promise<unknown>;

/** By the sink in which the search must find it. */
const PLANTS: readonly (readonly [sink: string, where: string, plant: Plant])[] = [
  ['DOM', 'a text', (page) => page.evaluate((secret) => document.body.append(secret), SECRET)],
  ['DOM', 'a title on hover', (page) => page.evaluate((secret) => void (document.body.title = secret), SECRET)],
  [
    'what was typed',
    'a field',
    (page) => page.evaluate((secret) => document.body.append(Object.assign(document.createElement('input'), { value: secret })), SECRET),
  ],
  ['storage and history', 'localStorage', (page) => page.evaluate((secret) => localStorage.setItem('token', secret), SECRET)],
  ['storage and history', 'sessionStorage', (page) => page.evaluate((secret) => sessionStorage.setItem('token', secret), SECRET)],
  ['storage and history', 'a cookie', (page) => page.evaluate((secret) => void (document.cookie = `token=${secret}`), SECRET)],
  ['storage and history', 'the state of an entry', (page) => page.evaluate((secret) => history.replaceState({ secret }, ''), SECRET)],
  ['storage and history', 'the address', (page) => page.evaluate((secret) => void (location.hash = secret), SECRET)],
  [
    'where one has been',
    'an address left since',
    (page) =>
      page.evaluate((secret) => {
        history.pushState(null, '', `#${secret}`);
        history.pushState(null, '', '#elsewhere');
      }, SECRET),
  ],
  ['console output', 'a line on the console', (page) => page.evaluate((secret) => console.log({ secret }), SECRET)],
  ['addresses asked for', 'the address of a request', (page) => page.evaluate((secret) => fetch(`/?q=${secret}`).then(() => undefined), SECRET)],
  [
    'headers and bodies of requests',
    'the body of a request',
    (page) => page.evaluate((secret) => fetch('/', { method: 'POST', body: JSON.stringify({ secret }) }).then(() => undefined), SECRET),
  ],
  [
    'headers and bodies of requests',
    'a header of a request',
    (page) => page.evaluate((secret) => fetch('/', { headers: { 'x-token': secret } }).then(() => undefined), SECRET),
  ],
  ['bodies of answers', 'an answer', (page) => page.evaluate(() => fetch('/?say').then((answer) => answer.arrayBuffer().then(() => undefined)))],
];

const KEEPING: readonly (readonly [kind: string, keep: Plant])[] = [
  [
    'databases',
    (page) =>
      page.evaluate(
        () =>
          new Promise<void>((resolve) => {
            indexedDB.open('kept').addEventListener('success', () => resolve());
          }),
      ),
  ],
  ['caches', (page) => page.evaluate(() => caches.open('kept').then(() => undefined))],
  ['service workers', (page) => page.evaluate(() => navigator.serviceWorker.register('/worker.js').then(() => undefined))],
  ['local storage', (page) => page.evaluate(() => localStorage.setItem('name', 'value'))],
  ['cookies', (page) => page.evaluate(() => void (document.cookie = 'name=value'))],
  ['downloads', (page) => Promise.all([page.waitForEvent('download'), page.evaluate(() => location.assign('/?download'))])],
];

describe.skipIf(CHROMIUM === null)('the search of a browser', () => {
  let browser: Browser;
  let visit: Visit;
  beforeAll(async () => {
    browser = await openBrowser();
    await listen(leaking, 0);
  });
  afterAll(async () => {
    await browser.close();
    await close(leaking);
  });
  beforeEach(async () => {
    visit = await Visit.begin(browser);
    await visit.page.goto(`http://127.0.0.1:${portOf(leaking)}/`);
  });
  afterEach(() => visit.end());

  it('finds nothing where there is nothing', async () => {
    expect(leaksIn(await visit.sinks(), [SECRET])).toEqual([]);
    expect(await visit.kept()).toEqual({});
  });

  it.each(PLANTS)('finds in "%s" a secret that is in %s', async (sink, _, plant) => {
    await plant(visit.page);
    expect(leaksIn(await visit.sinks(), [SECRET]).map((leak) => leak.sink)).toContain(sink);
  });

  it.each(KEEPING)('notices what is kept in %s', async (kind, keep) => {
    await keep(visit.page);
    expect(await visit.kept()).toEqual({ [kind]: 1 });
  });
});
