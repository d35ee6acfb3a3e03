import { HTML_NAMES } from './html-names.ts';

type Unescape = (text: string) => string;
const BY_LETTER: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', a: '\x07', e: '\x1b' };
const ROUNDS = 3;

/** Octets as UTF-8, where they are; else each as its own character. */
function textOf(octets: readonly number[]): string {
  return Buffer.from(octets).toString('utf8');
}

function octetsIn(pattern: RegExp, radix: number): Unescape {
  return (text) => text.replaceAll(pattern, (run) => textOf([...run.matchAll(/[0-9a-f]{2,3}/gi)].map(([digits]) => Number.parseInt(digits, radix))));
}

function codePoint(text: string, radix: number): string {
  const code = Number.parseInt(text, radix);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}

const percent = octetsIn(/(?:%[0-9a-f]{2})+/gi, 16);
const printable = octetsIn(/(?:=[0-9A-F]{2})+/g, 16);
const hexadecimal = octetsIn(/(?:\\x[0-9a-f]{2})+/gi, 16);
const octal = octetsIn(/(?:\\[0-3][0-7]{2})+/g, 8);

const backslash: Unescape = (text) =>
  octal(hexadecimal(text)).replaceAll(/\\(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|([^ux0-9]))/gi, (_, braced?: string, four?: string, one = '') => {
    if (braced !== undefined) return codePoint(braced, 16);
    return four === undefined ? (BY_LETTER[one] ?? one) : String.fromCharCode(Number.parseInt(four, 16));
  });

const html: Unescape = (text) =>
  text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,8}\d?));/gi, (whole, hexadecimalCode?: string, decimalCode?: string, name = '') => {
    if (hexadecimalCode !== undefined) return codePoint(hexadecimalCode, 16);
    return decimalCode === undefined ? (HTML_NAMES.get(name) ?? whole) : codePoint(decimalCode, 10);
  });

/** What parts a text and says nothing: section ends of XML, ends of encoded words and soft line ends of mail. */
const seams: Unescape = (text) => text.replaceAll(/\]\]>\s*<!\[CDATA\[|\?=\s*=\?[\w-]+\?[BQ]\?|=\r?\n/gi, '');

const KINDS: readonly Unescape[] = [percent, backslash, html, (text) => printable(seams(text))];

/** The text, and what it says when escapes are undone: each kind by itself, up to three times, and all of them. */
export function viewsOf(text: string): readonly string[] {
  const views = new Set([text]);
  for (const kind of [...KINDS, (view: string) => KINDS.reduce((rest, each) => each(rest), view)]) {
    for (let round = 0, view = text; round < ROUNDS; round += 1) {
      const next = kind(view);
      if (next === view) break;
      view = next;
      views.add(view);
    }
  }
  return [...views];
}
