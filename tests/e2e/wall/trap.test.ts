import { createServer } from 'node:http';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headersFor } from '../../../functions/console/headers.ts';
import { close, listen, portOf } from '../../../infra/local/loopback.ts';
import { CHROMIUM, openBrowser } from '../../helpers/chromium.ts';
import { scriptTexts } from '../../helpers/script-texts.ts';
import { untilDrawn } from '../until-drawn.ts';
import { Trap } from './trap.ts';

const LISTED = [...scriptTexts().values()].flat();
/** By what the trap has to notice of it: each does it before its page is there, and none leads the page away. */
const SURE = [
  ['script: alert', '<script>alert(1)</script>'],
  ['script: confirm', '<script>confirm(1)</script>'],
  ['script: prompt', '<script>prompt(1)</script>'],
  ['script: open', "<script>open('//evil.example')</script>"],
  ['asked for evil.example', '<script src="//evil.example/x.js"></script>'],
  ['frame', '<iframe srcdoc="<script>alert(1)</script>"></iframe>'],
] as const;
const TEXTS = [...LISTED, ...SURE.map(([, text]) => text)];
const isListed = (at: number): boolean => at < LISTED.length;
const MOST_MS = 180_000;
/** So many of them at the least run by themselves where nothing stands against it. */
const LEAST = 20;
/** One of so many listed ones is tried here: each is a page of its own. */
const EVERY = 11;
/** Some listed ones lead their page away before it is there; it is waited for no longer. */
const LOAD_MS = 2_000;

/** What the console must never do: the text of that number, put into a page as it is. */
const bare = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const headers = searchParams.has('policy') ? headersFor({ issuer: 'http://127.0.0.1:1', tokenOrigin: '' }) : {};
  const text = TEXTS[Number(pathname.slice(1))] ?? '';
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(`<!doctype html><title>x</title><body>${text}`);
});

describe.skipIf(CHROMIUM === null)('a page that takes texts for markup', () => {
  let browser: Browser;
  let home: string;
  let running: readonly number[] = [];
  beforeAll(async () => {
    browser = await openBrowser();
    await listen(bare, 0);
    home = `http://127.0.0.1:${portOf(bare)}`;
  });
  afterAll(async () => {
    await browser.close();
    await close(bare);
  });

  /** What the trap noticed of each text, in a page of its own: some take their time to lead it away. */
  const tryEach = async (numbers: readonly number[], query = ''): Promise<ReadonlyMap<number, readonly string[]>> => {
    const noticed = new Map<number, readonly string[]>();
    for (const at of numbers) {
      const page = await browser.newPage();
      const trap = await Trap.set(page, home);
      await page.goto(`${home}/${at}${query}`, { timeout: isListed(at) ? LOAD_MS : MOST_MS }).catch(() => undefined);
      // What it does comes after it is there, and word of that after it; where it has led its page away there is nobody left to ask.
      await untilDrawn(page).catch(() => undefined);
      await page.close();
      noticed.set(at, trap.sprung());
    }
    return noticed;
  };
  // A refresh that leads the page away runs nothing, and no policy holds it back.
  const hasRun = (what: string): boolean => /^(?:script|asked for|window|dialog)/.test(what);

  it(
    `runs at least ${LEAST} of them, and the trap notices`,
    async () => {
      const noticed = await tryEach([...TEXTS.keys()].filter((at) => at % EVERY === 0 || !isListed(at)));
      running = [...noticed].filter(([, sprung]) => sprung.some(hasRun)).map(([at]) => at);
      expect(running.filter(isListed).length).toBeGreaterThanOrEqual(LEAST);
      for (const [place, [what, text]] of SURE.entries()) expect([text, noticed.get(LISTED.length + place)]).toEqual([text, expect.arrayContaining([what])]);
      console.info(`${running.length} of ${noticed.size} texts run by themselves in a page without defences`);
    },
    MOST_MS,
  );

  it(
    'runs none of those under the policy of the console',
    async () => {
      const noticed = await tryEach(running, '?policy');
      expect([...noticed].filter(([, sprung]) => sprung.some(hasRun)).map(([at, sprung]) => [TEXTS[at], ...sprung])).toEqual([]);
      const heldBack = [...noticed].filter(([at, sprung]) => isListed(at) && sprung.some((what) => what.startsWith('held back')));
      expect(heldBack.length).toBeGreaterThanOrEqual(LEAST);
    },
    MOST_MS,
  );
});
