const ASCII = Uint16Array.from({ length: 128 }, (_, code) =>
  /[0-9a-z]/i.test(String.fromCharCode(code)) ? String.fromCharCode(code).toLowerCase().charCodeAt(0) : 0,
);
/** By code point, as they are met. */
const others = new Map<number, string>();

/** The letters and digits of a text as UTF-16 units: without case, accents, width, spacing, punctuation and what is invisible. */
export function fold(text: string): Uint16Array {
  let units = new Uint16Array(text.length + 32);
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 128) {
      const unit = ASCII[code]!;
      if (unit !== 0) units[length++] = unit;
      continue;
    }
    const point = text.codePointAt(index)!;
    if (point > 0xffff) index += 1;
    const folded = others.get(point) ?? foldOther(point);
    if (length + folded.length + text.length - index > units.length) units = grown(units);
    for (let at = 0; at < folded.length; at += 1) units[length++] = folded.charCodeAt(at);
  }
  return units.subarray(0, length);
}

export function foldText(text: string): string {
  return String.fromCharCode(...fold(text));
}

function foldOther(point: number): string {
  const letters = String.fromCodePoint(point).normalize('NFKD').toUpperCase().toLowerCase().normalize('NFKD');
  const folded = letters.replaceAll(/[^\p{L}\p{N}]/gu, '');
  others.set(point, folded);
  return folded;
}

function grown(units: Uint16Array<ArrayBuffer>): Uint16Array<ArrayBuffer> {
  const larger = new Uint16Array(2 * units.length);
  larger.set(units);
  return larger;
}
