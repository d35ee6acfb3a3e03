import { randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { GUIDE, REPORTING, RETIRED } from '../../infra/local/seed.ts';
import { maskOf } from '../helpers/product.ts';
import { inBrowser } from './in-browser.ts';
import type { Visit } from './visit.ts';

const MASK = maskOf(GUIDE.key, GUIDE.arn);
const OTHER = maskOf(RETIRED.key, RETIRED.arn);
const PILL = `secret ${GUIDE.key} from prod-jira-credentials in 137149879143, us-east-1`;
const OTHER_PILL = `secret ${RETIRED.key} from retired-jira-credentials in 137149879143, us-east-1`;
const FIELD = 'Personal access token';

/** One field of the form that may hold masks, and what a person would do to look into it. */
class Masked {
  readonly page: Page;
  readonly box: Locator;

  constructor({ page }: Visit, label = FIELD) {
    this.page = page;
    this.box = page.getByRole('textbox', { name: label });
  }

  pill(name = PILL): Locator {
    return this.box.getByRole('button', { name, exact: true });
  }

  /** "Bearer (key)": what one sees in it. */
  async shown(): Promise<string> {
    return this.box.evaluate((box) =>
      [...box.childNodes]
        .map((node) => (node instanceof Text ? node.data.replace('\u200b', '') : node.textContent?.replace(/secret (\S+) .*/, '($1)')))
        .join(''),
    );
  }

  /** Its text, as it is taken elsewhere. */
  async copied(): Promise<string> {
    await this.box.focus();
    await this.press('ControlOrMeta+a', 'ControlOrMeta+c');
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async paste(text: string): Promise<void> {
    await this.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await this.press('ControlOrMeta+v');
  }

  /** Of what has the focus. */
  focused(): Promise<string | null> {
    return this.page.evaluate(() => document.activeElement?.getAttribute('role') ?? document.activeElement?.textContent ?? null);
  }

  dialog(name = 'Add external secret'): { readonly self: Locator; readonly key: Locator; readonly arn: Locator; readonly done: () => Promise<void> } {
    const self = this.page.getByRole('dialog', { name });
    const done = async (): Promise<void> => {
      await self.getByRole('button', { name: 'Done', exact: true }).click();
      await self.waitFor({ state: 'detached' });
    };
    return { self, key: self.getByRole('textbox', { name: 'Key name' }), arn: self.getByRole('textbox', { name: 'Secret ARN' }), done };
  }

  async add(): Promise<ReturnType<Masked['dialog']>> {
    await this.page.getByRole('button', { name: `+ Add external secret to ${FIELD}` }).click();
    const dialog = this.dialog();
    await dialog.self.waitFor();
    return dialog;
  }
}

inBrowser('a field that may hold masks', ({ product, begin }) => {
  const open = async (look?: Parameters<typeof begin>[0], role: 'editor' | 'tester' | 'viewer' = 'editor'): Promise<{ visit: Visit; field: Masked }> => {
    const visit = await begin(look);
    await visit.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await visit.signIn(product, role, '#/new?connector=jira-dc');
    const field = new Masked(visit);
    await field.box.waitFor();
    return { visit, field };
  };

  it('a secret is added in the dialog, and the form sends its mask', async () => {
    const { visit, field } = await open();
    const { page } = visit;
    // First, so that the mask is put beside what the form holds by then.
    await page.getByLabel('Base URL').fill(product.stack.jira.url);
    const { key, arn, done } = await field.add();
    expect(await key.evaluate((input) => input === document.activeElement)).toBe(true);
    await key.fill(GUIDE.key);
    await arn.fill(GUIDE.arn);
    await done();
    await field.pill().waitFor();
    expect(await field.focused()).toBe('textbox');
    expect(await field.copied()).toBe(MASK);
    const sent = page.waitForRequest((request) => request.url().endsWith('/v1/connections/test'));
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    expect((await sent).postDataJSON()).toMatchObject({ config: { personalAccessToken: MASK } });
    await page.getByText('Jira Data Center accepted the credentials.').waitFor();
  });

  it('the same needs nothing but a keyboard: add, open, edit, move, remove', async () => {
    const { visit, field } = await open();
    const { page } = visit;
    await field.box.focus();
    await page.keyboard.type('Bearer ');
    await field.press('Tab', 'Enter');
    await field.dialog().self.waitFor();
    await page.keyboard.type(GUIDE.key);
    await field.press('Tab');
    await page.keyboard.type(GUIDE.arn);
    await field.press('Enter');
    await field.pill().waitFor();
    await page.keyboard.type('!');
    expect(await field.shown()).toBe(`Bearer (${GUIDE.key})!`);
    await field.press('Tab');
    expect(await field.focused()).toBe(PILL);
    await field.press('Alt+ArrowLeft');
    expect([await field.shown(), await field.focused()]).toEqual([`Bearer(${GUIDE.key}) !`, PILL]);
    await page.getByText(`Secret ${GUIDE.key} is between "Bearer" and " !".`).waitFor();
    await field.press('Alt+End');
    expect(await field.shown()).toBe(`Bearer !(${GUIDE.key})`);
    await field.press('Alt+ArrowRight', 'Alt+Home');
    expect(await field.shown()).toBe(`(${GUIDE.key})Bearer !`);
    await field.press('Enter');
    await field.dialog('Edit external secret').self.waitFor();
    expect(await field.dialog('Edit external secret').arn.inputValue()).toBe(GUIDE.arn);
    await field.press('ControlOrMeta+a');
    await page.keyboard.type('prod.jira.user');
    await field.press('Enter');
    await field.box.getByRole('button', { name: /^secret prod\.jira\.user / }).waitFor();
    expect(await field.shown()).toBe('(prod.jira.user)Bearer !');
    await field.press('Tab', 'Delete');
    await page.getByText('Secret prod.jira.user removed.').waitFor();
    await page.keyboard.type('x');
    expect([await field.shown(), await field.focused()]).toEqual(['xBearer !', 'textbox']);
  });

  it('a mask that is typed or pasted becomes a pill as soon as it is complete; several stand in one field with text between', async () => {
    const { visit, field } = await open();
    await field.box.click();
    await visit.page.keyboard.type(MASK.slice(0, -1));
    expect(await field.shown()).toBe(MASK.slice(0, -1));
    await visit.page.keyboard.type('}');
    expect(await field.shown()).toBe(`(${GUIDE.key})`);
    await visit.page.keyboard.type(' and ');
    await field.paste(`x${OTHER}\ny`);
    expect(await field.shown()).toBe(`(${GUIDE.key}) and x(${RETIRED.key})y`);
    expect(await field.copied()).toBe(`${MASK} and x${OTHER}y`);
    await field.pill(OTHER_PILL).waitFor();
  });

  it('the caret goes over a pill as over a character, Backspace and Delete take it, and undo brings it back', async () => {
    const { visit, field } = await open();
    await field.box.fill(`a${MASK}${OTHER}z`);
    await field.press('ArrowLeft', 'ArrowLeft');
    await visit.page.keyboard.type('-');
    expect(await field.shown()).toBe(`a(${GUIDE.key})-(${RETIRED.key})z`);
    await field.press('ArrowLeft', 'ArrowLeft');
    await visit.page.keyboard.type('b');
    expect(await field.shown()).toBe(`ab(${GUIDE.key})-(${RETIRED.key})z`);
    await field.press('Delete');
    expect(await field.shown()).toBe(`ab-(${RETIRED.key})z`);
    await field.press('ControlOrMeta+z');
    expect(await field.shown()).toBe(`ab(${GUIDE.key})-(${RETIRED.key})z`);
    await field.press('End', 'ArrowLeft', 'Backspace');
    expect(await field.shown()).toBe(`ab(${GUIDE.key})-z`);
    await field.press('ControlOrMeta+z', 'ControlOrMeta+z', 'ControlOrMeta+Shift+z');
    expect(await field.shown()).toBe(`ab(${GUIDE.key})-(${RETIRED.key})z`);
    await field.press('Home', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Backspace');
    expect(await field.shown()).toBe(`-(${RETIRED.key})z`);
    await field.press('Enter');
    expect(await field.copied()).toBe(`-${OTHER}z`);
  });

  it('what is copied or cut has the masks as they are written, and what is pasted is plain text', async () => {
    const { visit, field } = await open();
    const { page } = visit;
    await field.box.fill(`a${MASK}b`);
    await field.press('Home', 'Shift+ArrowRight', 'Shift+ArrowRight', 'ControlOrMeta+x');
    expect(await field.shown()).toBe('b');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`a${MASK}`);
    await field.press('End', 'ControlOrMeta+v');
    expect(await field.shown()).toBe(`ba(${GUIDE.key})`);
    await page.evaluate(async (mask) => {
      const html = new Blob(['<b>bold</b><table><tr><td>x'], { type: 'text/html' });
      await navigator.clipboard.write([new ClipboardItem({ 'text/html': html, 'text/plain': new Blob([`<i>${mask}`], { type: 'text/plain' }) })]);
    }, OTHER);
    await field.press('ControlOrMeta+v', 'ControlOrMeta+b');
    expect(await field.shown()).toBe(`ba(${GUIDE.key})<i>(${RETIRED.key})`);
    await field.press('ControlOrMeta+z');
    expect(await field.shown()).toBe(`ba(${GUIDE.key})`);
  });

  it('an escaped mask stays as it is typed, and a backslash before a pill does not escape it', async () => {
    const { visit, field } = await open();
    await field.box.click();
    await visit.page.keyboard.type(`\\${MASK}`);
    expect([await field.shown(), await field.copied()]).toEqual([`\\${MASK}`, `\\${MASK}`]);
    await field.box.fill(MASK);
    await field.press('Home');
    await visit.page.keyboard.type('C:\\');
    expect([await field.shown(), await field.copied()]).toEqual([`C:\\\\(${GUIDE.key})`, `C:\\\\${MASK}`]);
  });

  it('a pill is opened by a click, says on hover what it stands for, and is changed or removed; Escape changes nothing', async () => {
    const { visit, field } = await open();
    const { page } = visit;
    await field.box.fill(`x ${MASK} y ${OTHER}`);
    await field.pill().hover();
    await page.getByText('Secret prod-jira-credentials in account 137149879143, us-east-1').waitFor();
    await field.pill().click();
    const edit = field.dialog('Edit external secret');
    await edit.key.fill('something.else');
    await page.keyboard.press('Escape');
    await edit.self.waitFor({ state: 'detached' });
    expect([await field.copied(), await field.shown()]).toEqual([`x ${MASK} y ${OTHER}`, `x (${GUIDE.key}) y (${RETIRED.key})`]);
    await field.pill().click();
    await edit.self.getByRole('button', { name: 'Cancel' }).click();
    await edit.self.waitFor({ state: 'detached' });
    expect(await field.focused()).toBe(PILL);
    await field.pill().click();
    await edit.key.fill('prod.jira.user');
    await edit.done();
    expect(await field.copied()).toBe(`x ${maskOf('prod.jira.user', GUIDE.arn)} y ${OTHER}`);
    await field.pill(OTHER_PILL).click();
    await edit.self.getByRole('button', { name: 'Remove', exact: true }).click();
    await edit.self.waitFor({ state: 'detached' });
    expect(await field.copied()).toBe(`x ${maskOf('prod.jira.user', GUIDE.arn)} y `);
    await page.keyboard.press('ControlOrMeta+z');
    expect(await field.copied()).toBe(`x ${maskOf('prod.jira.user', GUIDE.arn)} y ${OTHER}`);
  });

  it('a pill is put where the caret was, and in place of what was selected', async () => {
    const { field } = await open();
    await field.box.fill('Bearer token');
    await field.press('ControlOrMeta+Shift+ArrowLeft');
    const dialog = await field.add();
    await dialog.key.fill(MASK);
    await dialog.done();
    expect(await field.shown()).toBe(`Bearer (${GUIDE.key})`);
  });

  it('a near miss is told as it is typed, and put right by one press; what is being written is not blamed before it is left', async () => {
    const { visit, field } = await open();
    const { page } = visit;
    await field.box.click();
    await page.keyboard.type('Bearer {workato:sm:');
    await page.getByText('This looks like a mask and is not one: its braces are not "{{" and "}}".').first().waitFor();
    expect(await field.box.getAttribute('aria-invalid')).toBe('true');
    await page.keyboard.type(MASK.slice(13, -1));
    await page.getByRole('button', { name: `Make it the secret ${GUIDE.key}` }).click();
    expect([await field.shown(), await field.copied()]).toEqual([`Bearer (${GUIDE.key})`, `Bearer ${MASK}`]);
    expect(await field.box.getAttribute('aria-invalid')).toBe('false');
    await field.box.fill('');
    await page.keyboard.type('{{workato:sm:key');
    await page.getByText('This mask is not complete yet').first().waitFor();
    expect(await field.box.getAttribute('aria-invalid')).toBe('false');
    await field.press('Tab');
    await page.waitForFunction(() => document.querySelector('[role=textbox][aria-invalid=true]'));
    const described = (await field.box.getAttribute('aria-describedby')) ?? '';
    expect(
      await page
        .locator(
          described
            .split(' ')
            .map((id) => `[id="${id}"]`)
            .join(','),
        )
        .allTextContents(),
    ).toContain('This mask is not complete yet: it ends with the secret ARN and "}}".');
  });

  describe('its dialog', () => {
    it('takes a whole mask apart, whichever input it is pasted into', async () => {
      const { field } = await open();
      const { key, arn, self, done } = await field.add();
      await key.focus();
      await field.paste(` ${MASK.replace('}}', '?path=/a/b}}')} `);
      expect([await key.inputValue(), await arn.inputValue(), await self.getByRole('textbox', { name: 'Path' }).inputValue()]).toEqual([
        GUIDE.key,
        GUIDE.arn,
        '/a/b',
      ]);
      await arn.fill('');
      await field.paste(encodeURIComponent(OTHER));
      expect([await key.inputValue(), await arn.inputValue()]).toEqual([RETIRED.key, RETIRED.arn]);
      await done();
      expect(await field.copied()).toBe(OTHER);
    });

    it('keeps the path of a mask that is edited', async () => {
      const { field } = await open();
      const nested = MASK.replace('}}', '?path=/a%7Bb}}');
      await field.box.fill(nested);
      await field.box.getByRole('button').click();
      const edit = field.dialog('Edit external secret');
      expect(await edit.self.getByRole('textbox', { name: 'Path' }).inputValue()).toBe('/a{b');
      await edit.done();
      expect(await field.copied()).toBe(nested);
    });

    it('says what is wrong at the input, once it cannot become right any more or is left, and what is missing when it is to be used', async () => {
      const { visit, field } = await open();
      const { key, arn, self } = await field.add();
      await arn.focus();
      await visit.page.keyboard.type('arn:aws:');
      expect(await arn.getAttribute('aria-invalid')).toBe('false');
      await visit.page.keyboard.type('s3:::bucket');
      await self.getByText('This is the ARN of another service, the service "s3".').waitFor();
      await arn.fill(GUIDE.arn.slice(0, -7));
      expect(await arn.getAttribute('aria-invalid')).toBe('false');
      await key.focus();
      await self.getByText('The secret ARN ends without its six characters.').waitFor();
      await key.fill('a}}b');
      await self.getByText('A key name cannot hold "{{" or "}}"').waitFor();
      await key.fill('');
      await self.getByRole('button', { name: 'Done' }).click();
      await self.getByText('Name one key of the secret.').waitFor();
      await expect.poll(() => key.evaluate((input) => input === document.activeElement)).toBe(true);
      await visit.page.keyboard.press('Escape');
      await self.waitFor({ state: 'detached' });
      expect(await field.shown()).toBe('');
    });

    it('offers the key names of the secret, asked for once its ARN is complete and left', async () => {
      const { visit, field } = await open();
      const asked = (): number => visit.requests.filter((line) => line.endsWith('/v1/secrets/keys')).length;
      const { key, arn, self, done } = await field.add();
      await arn.focus();
      await visit.page.keyboard.type(GUIDE.arn);
      expect(asked()).toBe(0);
      await key.focus();
      await self.getByRole('button', { name: 'prod.jira.user', exact: true }).waitFor();
      await visit.page.keyboard.type('passw');
      await self.getByRole('button', { name: 'prod.jira.user', exact: true }).waitFor({ state: 'detached' });
      await self.getByRole('button', { name: 'prod.jira.password', exact: true }).click();
      expect(await key.inputValue()).toBe('prod.jira.password');
      await key.fill('nothing.like.it');
      await self.getByText('This secret has no key "nothing.like.it".').waitFor();
      await self.getByRole('button', { name: 'prod.jira.user', exact: true }).click();
      expect(asked()).toBe(1);
      await done();
      expect(await field.copied()).toBe(maskOf('prod.jira.user', GUIDE.arn));
    });

    it('says why key names cannot be read, with the command that would help', async () => {
      const { visit, field } = await open();
      const closed = await product.createSecret('closed', JSON.stringify({ token: product.remember(randomUUID()) }), {
        'connection-hosts': 'jira.example.com',
        'connection-projects': 'another',
      });
      const { key, arn, self } = await field.add();
      await arn.fill(closed);
      await key.focus();
      await self.getByText(/^The key names could not be read\./).waitFor();
      await self.getByText('What to do:').waitFor();
      expect(await self.getByRole('region', { name: 'What to do' }).textContent()).toContain('aws secretsmanager tag-resource');
      expect(await visit.barriers()).toEqual([]);
      visit.complaints(/424/);
      await arn.fill(REPORTING.arn);
      await key.focus();
      await self.getByRole('button', { name: REPORTING.key }).waitFor();
      visit.complaints(/424/);
    });
  });

  it('a text that is composed, as in Japanese, comes in when it is done, beside the pills that are there', async () => {
    const { visit, field } = await open();
    await field.box.fill(`${MASK}z`);
    await field.press('ArrowLeft');
    const keyboard = await visit.page.context().newCDPSession(visit.page);
    for (const text of ['n', 'に', 'にほん']) await keyboard.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    await keyboard.send('Input.insertText', { text: '日本' });
    await visit.page.keyboard.type('!');
    expect([await field.shown(), await field.copied()]).toEqual([`(${GUIDE.key})日本!z`, `${MASK}日本!z`]);
  });

  it('what is dropped into it is plain text, where it is let go', async () => {
    const { visit, field } = await open();
    await field.box.fill('ab');
    const drop = (mask: string): Promise<void> =>
      field.box.evaluate((box, text) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.setData('text/plain', text);
        dataTransfer.setData('text/html', '<b>bold</b>');
        const { left, top, height } = box.getBoundingClientRect();
        box.dispatchEvent(new DragEvent('drop', { dataTransfer, clientX: left + 3, clientY: top + height / 2, cancelable: true, bubbles: true }));
      }, mask);
    await drop(OTHER);
    expect(await field.shown()).toBe(`(${RETIRED.key})ab`);
    expect(visit.complaints()).toEqual([]);
  });

  it('whoever may not use secrets is told so in place of the key names, and asks for none', async () => {
    const { visit, field } = await open({}, 'tester');
    const { key, arn, self } = await field.add();
    await self.getByText('Key names are not offered. This needs the role editor in the project demo. Ask an admin for it.').waitFor();
    await arn.fill(GUIDE.arn);
    await key.focus();
    expect(visit.requests.filter((line) => line.endsWith('/v1/secrets/keys'))).toEqual([]);
    expect(await visit.barriers()).toEqual([]);
  });

  it('a private key keeps its lines, and Enter makes one', async () => {
    const visit = await begin();
    await visit.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await visit.signIn(product, 'editor', '#/new?connector=google-service-account');
    const field = new Masked(visit, 'Private key (PEM)');
    await field.box.click();
    expect(await field.box.getAttribute('aria-multiline')).toBe('true');
    await field.paste('-----BEGIN\r\nabc');
    await field.press('Enter', 'Enter');
    await visit.page.keyboard.type(`x${MASK}`);
    await field.press('Enter');
    await visit.page.keyboard.type('end');
    expect(await field.copied()).toBe(`-----BEGIN\nabc\n\nx${MASK}\nend`);
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
  ] as const)('has no barriers that axe-core knows, nor has its dialog, and both fit: %s, %i pixels wide', async (colorScheme, width) => {
    const { visit, field } = await open({ colorScheme, width });
    const { page } = visit;
    await field.box.fill(`Bearer ${MASK}${maskOf('a-very-long.'.repeat(12), GUIDE.arn)} {workato:sm:k:${GUIDE.arn}}`);
    await field.pill().focus();
    await page.getByText('Secret prod-jira-credentials in account 137149879143, us-east-1').waitFor();
    expect(await visit.barriers()).toEqual([]);
    await field.pill().click();
    const edit = field.dialog('Edit external secret');
    await edit.self.getByRole('button', { name: 'prod.jira.user', exact: true }).waitFor();
    await edit.self.getByText('Nested value').click();
    await edit.self.getByRole('textbox', { name: 'Path' }).fill('x');
    await edit.key.fill('}}');
    await edit.arn.fill('arn:aws:s3:::x');
    expect(await visit.barriers()).toEqual([]);
  });
});
