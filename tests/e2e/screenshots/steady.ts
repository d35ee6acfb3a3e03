import type { Page } from 'playwright-core';
import type { Places } from './pictures.ts';

const ID = /\b(?:con|ver|run)_[0-9a-z-]+/gi;
const UUID = /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/g;
const DURATION = /"(ms|durationMs)":[\d.]+/g;
/** A step takes so long in every picture, and a test the sum of its steps. */
const STEADY_MS: Readonly<Record<string, number>> = { ms: 12, durationMs: 60 };

/** Gives ids and durations the same look each time, so that pictures change only where the console does. */
export function makeSteady(places: Places): { readonly places: Places; readonly install: (page: Page) => Promise<void> } {
  const shownAs = new Map<string, string>();
  const realOf = new Map<string, string>();
  const shown = (id: string): string => {
    const digits = String(shownAs.size + 1).padStart(12, '0');
    const known = shownAs.get(id) ?? (id.includes('_') ? `${id.slice(0, 4)}${digits}` : `5eed0000-0000-4000-8000-${digits}`);
    shownAs.set(id, known);
    realOf.set(known, id);
    return known;
  };
  const install = async (page: Page): Promise<void> => {
    await page.route('**/v1/**', async (route) => {
      const real = (text: string): string => [...realOf].reduce((before, [known, id]) => before.replaceAll(known, id), text);
      const [url, postData] = [real(route.request().url()), real(route.request().postData() ?? '')];
      const response = await route.fetch({ url, ...(postData !== '' && { postData }) });
      const text = await response.text();
      const body = text
        .replaceAll(ID, shown)
        .replaceAll(UUID, shown)
        .replaceAll(DURATION, (_, name: string) => `"${name}":${STEADY_MS[name]}`);
      await route.fulfill({ response, body });
    });
  };
  return { places: { works: shown(places.works), denied: shown(places.denied), quiet: shown(places.quiet), run: shown(places.run) }, install };
}
