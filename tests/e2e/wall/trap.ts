import type { Page } from 'playwright-core';

/** What the trap's script leaves in the page for who asks for it: a script that ran, or one that the policy held back. */
type Sprung = (what: string) => void;

/**
 * Notices when a text has become more than a text: a script ran or was held back, a frame, a window or a dialog opened, the page was left, or
 * something was asked for elsewhere. Nothing is let out of this machine.
 */
export class Trap {
  readonly #sprung: string[] = [];
  readonly #home: string;

  private constructor(home: string) {
    this.#home = home;
  }

  /** Before the page is opened; `home` is the one origin that it may ask. */
  static async set(page: Page, home: string): Promise<Trap> {
    const trap = new Trap(home);
    await page.exposeBinding('sprung', (_, what: string) => trap.#note(what));
    await page.addInitScript(lay);
    await page.route(
      (url) => url.origin !== home && /^(?:https?|wss?):$/.test(url.protocol),
      (route) => {
        trap.#note(`asked for ${new URL(route.request().url()).host}`);
        return route.abort();
      },
    );
    page.on('dialog', (dialog) => {
      trap.#note(`dialog ${dialog.type()}`);
      void dialog.dismiss().catch(() => undefined);
    });
    page.on('popup', (popup) => {
      trap.#note('window');
      void popup.close().catch(() => undefined);
    });
    page.on('download', () => trap.#note('download'));
    page.on('frameattached', () => trap.#note('frame'));
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame() && new URL(frame.url()).origin !== trap.#home) trap.#note('page left');
    });
    return trap;
  }

  /** What it noticed since it was last asked. */
  sprung(): readonly string[] {
    return this.#sprung.splice(0);
  }

  #note(what: string): void {
    this.#sprung.push(what);
  }
}

/** Runs in every frame before anything of it does. What the texts call is noted, and does nothing else. */
function lay(): void {
  const sprung: unknown = Reflect.get(window, 'sprung');
  const note: Sprung = (what) => void (typeof sprung === 'function' && sprung(what));
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) Reflect.set(window, name, () => note(`script: ${name}`));
  const noteSet = (name: string) => (): void => note(`script: ${name}`);
  for (const name of ['ran', 'xss', 'XSS']) Object.defineProperty(window, name, { set: noteSet(name) });
  addEventListener('securitypolicyviolation', ({ effectiveDirective }) => note(`held back: ${effectiveDirective}`));
}
