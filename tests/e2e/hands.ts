import type { Locator, Page } from 'playwright-core';

/** How somebody uses a page: by what is written on it, with one hand or the other. */
export type Hand = {
  press(target: Locator): Promise<void>;
  /** In place of what stands there. */
  type(field: Locator, text: string): Promise<void>;
  /** The first of the options that a field offers for what was just typed. */
  choose(option: Locator): Promise<void>;
  /** What it took so far: presses, of buttons of a mouse or of keys that write nothing, and texts that were typed. */
  readonly deeds: () => number;
};

export function mouse(): Hand {
  let deeds = 0;
  return {
    press: async (target) => {
      deeds += 1;
      await target.click();
    },
    type: async (field, text) => {
      deeds += 2;
      await field.click();
      await field.fill(text);
    },
    choose: async (option) => {
      deeds += 1;
      await option.click();
    },
    deeds: () => deeds,
  };
}

/** Whoever is further away than this is out of reach. */
const MOST_TABS = 60;

export function keyboard(page: Page): Hand {
  let deeds = 0;
  const strike = async (key: string): Promise<void> => {
    deeds += 1;
    await page.keyboard.press(key);
  };
  const isHere = (target: Locator): Promise<boolean> => target.evaluate((element) => element === document.activeElement);
  const reach = async (target: Locator): Promise<void> => {
    await target.waitFor();
    for (let tabs = 0; tabs < MOST_TABS && !(await isHere(target)); tabs += 1) await strike('Tab');
    if (!(await isHere(target))) throw new Error(`${String(target)} is out of reach of the keyboard.`);
  };
  return {
    press: async (target) => {
      await reach(target);
      await strike('Enter');
    },
    type: async (field, text) => {
      await reach(field);
      await strike('ControlOrMeta+a');
      await page.keyboard.type(text);
      deeds += 1;
    },
    choose: async (option) => {
      await option.waitFor();
      await strike('ArrowDown');
      await strike('Enter');
    },
    deeds: () => deeds,
  };
}
