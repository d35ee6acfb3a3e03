import { mkdir, writeFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { plantConnections } from '../../../infra/local/seed-connections.ts';
import { plantProject } from '../../../infra/local/seed-project.ts';
import { startStack } from '../../../infra/local/stack.ts';
import { CHROMIUM, openBrowser } from '../../helpers/chromium.ts';
import { plantDemonstration } from './demonstration.ts';
import { type Picture, PICTURES, type Places } from './pictures.ts';
import { makeSteady } from './steady.ts';

// npm run docs:screenshots: every page, light and dark, into docs/screenshots.
const FOLDER = new URL('../../../docs/screenshots/', import.meta.url);
/** The same each time: addresses are in the pictures. */
const PORTS = { port: 3100, awsPort: 3101, jiraPort: 3102 };
const MOST_BYTES = 130_000;
const LOOK = { viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce', timezoneId: 'UTC', locale: 'en-GB' } as const;

type Scheme = 'light' | 'dark';
type Sitting = { readonly browser: Browser; readonly url: string; readonly places: Places };

/** Of one page, as an admin of all projects finds it: in a browser of its own, so that none shows what was done for another. */
async function take({ browser, url, places }: Sitting, { hash, act }: Picture, colorScheme: Scheme): Promise<Buffer> {
  const context = await browser.newContext({ ...LOOK, colorScheme });
  const page = await context.newPage();
  const { places: shown, install } = makeSteady(places);
  await install(page);
  await page.goto(`${url}/${hash === null ? '' : hash(shown)}`);
  const begin = page.getByRole('button', { name: 'Sign in' });
  await begin.waitFor();
  if (hash !== null) {
    await begin.click();
    await page.getByRole('button', { name: /^Sign in as operator/ }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await act?.(page);
    await page.waitForLoadState('networkidle');
  }
  const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  await page.unrouteAll({ behavior: 'wait' });
  await context.close();
  return picture;
}

async function takeAll(sitting: Sitting): Promise<void> {
  for (const picture of PICTURES) {
    for (const scheme of ['light', 'dark'] as const) {
      const bytes = await take(sitting, picture, scheme);
      const name = `${picture.name}-${scheme}.png`;
      if (bytes.length > MOST_BYTES) throw new Error(`${name} has ${bytes.length} bytes, more than ${MOST_BYTES}.`);
      await writeFile(new URL(name, FOLDER), bytes);
      process.stdout.write(`docs/screenshots/${name} ${bytes.length}\n`);
    }
  }
}

if (CHROMIUM === null) throw new Error('There is no Chromium to take pictures with.');
await mkdir(FOLDER, { recursive: true });
const stack = await startStack({ ...PORTS, dataDirectory: null });
const browser = await openBrowser();
try {
  await plantProject(stack);
  await plantConnections(stack);
  await takeAll({ browser, url: stack.url, places: await plantDemonstration(stack) });
} finally {
  await browser.close();
  await stack.close();
}
