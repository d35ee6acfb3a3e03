import axe, { type AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import type { Role } from '../../shared/connections/grants.ts';
import type { Product } from '../helpers/running-product.ts';

/** How long a deed may take before it is taken for lost: a browser on a busy machine of two cores is slow. */
const DEED_MS = 20_000;

/** One of those whom the local issuer lets in. */
export type Person = Role | 'operator';
export type Look = { readonly colorScheme?: 'light' | 'dark'; readonly width?: number };

/** Somebody at the console, in a browser of their own. Whatever the browser complains of is kept, and whatever it was sent. */
export class Visit {
  readonly page: Page;
  readonly requests: string[] = [];
  readonly #complaints: string[] = [];
  readonly #printed: string[] = [];
  readonly #texts: Promise<string>[] = [];
  readonly #sent: string[] = [];
  readonly #downloads: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(DEED_MS);
    page.on('console', (message) => {
      this.#printed.push(message.text());
      if (['error', 'warning'].includes(message.type())) this.#complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.#complaints.push(error.message));
    page.on('request', (request) => {
      this.requests.push(`${request.method()} ${request.url()}`);
      this.#sent.push(JSON.stringify(request.headers()), request.postData() ?? '');
    });
    page.on('download', (download) => this.#downloads.push(download.url()));
    page.on('response', (response) => this.#texts.push(response.text().catch(() => '')));
  }

  static async begin(browser: Browser, { colorScheme = 'light', width = 1280 }: Look = {}): Promise<Visit> {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 }, reducedMotion: 'reduce' });
    return new Visit(await context.newPage());
  }

  async signIn({ stack }: Product, person: Person, hash = ''): Promise<void> {
    await this.page.goto(`${stack.url}/${hash}`);
    await this.chooseRole(person);
  }

  /** From the console's sign-in page on. */
  async chooseRole(person: Person): Promise<void> {
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.getByRole('button', { name: `Sign in as ${person}` }).click();
    await this.page.getByText(`${person}@demo`).waitFor();
  }

  async sees(text: string | RegExp): Promise<boolean> {
    await this.page.getByText(text).first().waitFor();
    return true;
  }

  /** Rules of axe-core that the page breaks as it stands, and where; and how many pixels it is too wide. */
  async barriers(): Promise<readonly string[]> {
    // Evaluated and not added as a script: the page's policy lets no other script in.
    await this.page.evaluate(axe.source);
    const { violations } = await this.page.evaluate<AxeResults>('axe.run()');
    const excess = await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    const broken = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    return excess > 0 ? [...broken, `${excess} pixels too wide`] : broken;
  }

  /** What the browser complained of: errors and warnings on its console, errors of scripts, breaches of the policy. Those asked for are taken out. */
  complaints(asked?: RegExp): readonly string[] {
    const taken = this.#complaints.filter((text) => asked?.test(text) ?? true);
    for (const text of taken) this.#complaints.splice(this.#complaints.indexOf(text), 1);
    return taken;
  }

  /** All that the browser holds, was sent or sent, by name, for the leak scanner to search. */
  async sinks(): Promise<ReadonlyMap<string, string>> {
    const held = await this.page.evaluate(() => ({
      DOM: document.documentElement.outerHTML,
      'what was typed': [...document.querySelectorAll('input, textarea, select')].map((each) => Reflect.get(each, 'value')).join('\n'),
      'storage and history': JSON.stringify([localStorage, sessionStorage, document.cookie, history.state, location.href]),
    }));
    return new Map([
      ...Object.entries(held),
      ['where one has been', JSON.stringify(await this.#entries())],
      ['console output', this.#printed.join('\n')],
      ['addresses asked for', this.requests.join('\n')],
      ['headers and bodies of requests', this.#sent.join('\n')],
      ['bodies of answers', (await Promise.all(this.#texts)).join('\n')],
    ]);
  }

  /** What outlives the page where a browser lets a page keep something, by kind: the console keeps nothing. */
  async kept(): Promise<Readonly<Record<string, number>>> {
    const stored = await this.page.evaluate(async () => ({
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
      'service workers': (await navigator.serviceWorker.getRegistrations()).length,
      'local storage': localStorage.length,
    }));
    const cookies = await this.page.context().cookies();
    return Object.fromEntries(Object.entries({ ...stored, cookies: cookies.length, downloads: this.#downloads.length }).filter(([, count]) => count > 0));
  }

  /** Of the tab's history: every address that Back and Forward lead to. */
  async #entries(): Promise<unknown> {
    const inspector = await this.page.context().newCDPSession(this.page);
    const { entries } = await inspector.send('Page.getNavigationHistory');
    await inspector.detach();
    return entries;
  }

  async end(): Promise<void> {
    await this.page.context().close();
  }
}
