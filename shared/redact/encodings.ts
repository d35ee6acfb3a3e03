/** One way a value may be written. `spreads`: its neighbours in the same base64 text share bits with it and go too. */
export type Form = { readonly text: string; readonly spreads: boolean };

/** Every text that URLs, forms and JSON hold as it is. */
const UNCHANGED = /^[A-Za-z0-9_.-]*$/;

/** The ways a value is likely to be written in a text: as it is, and as URLs, JSON, base64 and hex hold it. None has fewer characters than a value of eight. */
export function formsOf(value: string): readonly Form[] {
  const bytes = Buffer.from(value);
  const hex = bytes.toString('hex');
  const plain = [...(UNCHANGED.test(value) ? [value] : escapedForms(value)), hex, hex.toUpperCase()];
  return [...plain.map((text) => ({ text, spreads: false })), ...base64Forms(bytes)];
}

function escapedForms(value: string): readonly string[] {
  // Only well-formed UTF-16 can be percent-encoded.
  const url = encodeURIComponent(value.toWellFormed());
  const form = new URLSearchParams({ v: value }).toString().slice(2);
  const json = JSON.stringify(value).slice(1, -1);
  return [value, url, lowerEscapes(url), form, json, json.replaceAll('/', '\\/'), asciiOf(json), JSON.stringify(json).slice(1, -1)];
}

/**
 * base64 at each of the three alignments a value can have inside a longer one ("user:secret" of Basic): from the first byte that starts a group of three,
 * and without the character that the value shares with what follows it.
 */
function base64Forms(bytes: Buffer): readonly Form[] {
  return [0, 1, 2].flatMap((skipped) => {
    const aligned = bytes.subarray(skipped);
    const whole = aligned.toString('base64').slice(0, Math.floor((aligned.length * 8) / 6));
    const urlSafe = whole.replaceAll('+', '-').replaceAll('/', '_');
    return [whole, urlSafe].map((text) => ({ text, spreads: true }));
  });
}

function lowerEscapes(url: string): string {
  return url.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
}

function asciiOf(json: string): string {
  return json.replaceAll(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
