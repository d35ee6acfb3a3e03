import type { Page } from 'playwright-core';
import { MARK, type Recorded } from './recorded-answers.ts';
import type { ShownPage } from './shown-pages.ts';

export type Showing = Pick<ShownPage, 'presses'> & {
  readonly hash: string;
  readonly answers: Recorded;
  /** What stands in their addresses where the page puts what an answer has called itself. */
  readonly ids: readonly string[];
  /** Of the answers to what the page asks for. */
  readonly httpStatus: number;
  readonly texts: readonly string[];
};

/**
 * Opens the page once for each text, which stands in every place of its answers that holds one, and tells which were not just shown: the page
 * must be of the same elements with the same attributes as with the mark, hold the text, and lead nowhere but to the console itself.
 * All of it in the browser and without its pauses between two pictures: it is done thousands of times.
 */
export function showEach(page: Page, showing: Showing): Promise<readonly string[]> {
  return page.evaluate(inPage, { ...showing, mark: MARK });
}

async function inPage({ hash, presses, answers, ids, httpStatus, texts, mark }: Showing & { readonly mark: string }): Promise<readonly string[]> {
  const [quoted, NOWHERE] = [JSON.stringify(mark), '#/nowhere'];
  let current = mark;
  const channel = new MessageChannel();
  const turn = (): Promise<void> =>
    new Promise((resolve) => {
      channel.port1.addEventListener('message', () => resolve(), { once: true });
      channel.port1.start();
      channel.port2.postMessage(null);
    });
  window.requestAnimationFrame = (act) => window.setTimeout(() => act(performance.now()));
  window.fetch = async (url, options) => {
    const address = `${options?.method ?? 'GET'} ${url instanceof Request ? url.url : url}`;
    const template = ids.map((id) => answers[address.replace(encodeURIComponent(current), () => id)]).find((each) => each !== undefined);
    if (template === undefined) throw new TypeError(`not recorded: ${address}`);
    const type = httpStatus === 200 ? 'application/json' : 'application/problem+json';
    const body = template.replaceAll(quoted, () => JSON.stringify(current));
    return new Response(body, { status: httpStatus, headers: { 'content-type': type } });
  };
  const until = async (isSo: () => boolean): Promise<void> => {
    for (const from = performance.now(); !isSo(); await turn()) {
      if (performance.now() - from > 8_000) throw new Error(`With ${current} the page is not there: ${document.body.textContent.slice(0, 300)}`);
    }
  };
  const isNowhere = (): boolean => document.querySelector('main')?.textContent.startsWith('There is no such page') ?? false;
  const isQuiet = (): boolean => document.querySelector('.loading, [aria-busy=true], .waiting') === null;
  const open = async (): Promise<void> => {
    document.querySelector('dialog')?.close();
    location.hash = NOWHERE;
    await until(isNowhere);
    location.hash = hash;
    await until(() => !isNowhere() && isQuiet());
    for (const press of presses) {
      [...document.querySelectorAll('button')].find((each) => each.textContent === press && each.ariaDisabled !== 'true')?.click();
      await turn();
      await until(isQuiet);
    }
  };
  const ways = new Set(['href', 'src', 'action', 'formaction', 'data', 'xlink:href', 'srcdoc']);
  const isBad = ({ name, value }: Attr): boolean => name.startsWith('on') || name === 'style' || (ways.has(name) && !/^(?:#\/|\/assets\/[\w.-]+$)/.test(value));
  const shape = (): string =>
    [...document.querySelectorAll('*')]
      .map(({ namespaceURI, localName, attributes }) => {
        const bad = [...attributes].filter(isBad).map(({ name, value }) => `${name}=${value}`);
        return [namespaceURI, localName, ...[...attributes].map(({ name }) => name).toSorted(), ...bad].join(' ');
      })
      .join('\n');
  const timesShown = (text: string): number => document.body.textContent.split(text).length - 1;
  await open();
  const [calm, times] = [shape(), timesShown(mark)];
  if (times === 0) throw new Error('The page shows nothing of its answers.');
  const odd: string[] = [];
  for (const text of texts) {
    current = text;
    Reflect.set(window, 'current', text);
    await open();
    if (timesShown(text) < times) odd.push(`${text}: not shown ${times} times`);
    if (shape() !== calm) odd.push(`${text}: other elements`);
  }
  return odd;
}
