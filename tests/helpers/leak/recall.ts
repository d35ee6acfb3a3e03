import { ENCODINGS } from './encodings.ts';
import { Scanner } from './scanner.ts';

/** One shape in one encoding, and who finds it in a line of a log. */
export type Sighting = { readonly shape: string; readonly encoding: string; readonly isSeen: boolean; readonly isExact: boolean; readonly isMasked: boolean };

/** Every value in every encoding; values by shape. */
export function sightings(values: ReadonlyMap<string, string>): readonly Sighting[] {
  return [...values].flatMap(([shape, value]) => {
    const scanner = new Scanner([value]);
    const masks = masksOf(value);
    return [...ENCODINGS].map(([encoding, encode]) => {
      const line = `2026-11-28T12:00:00.000Z ERROR the service said ${encode(value)} (request 1-5f2c)`;
      return { shape, encoding, isSeen: scanner.scan(line).size > 0, isExact: line.includes(value), isMasked: masks.some((mask) => line.includes(mask)) };
    });
  });
}

/** What GitHub Actions takes out of a log for a secret. Source: actions/runner, src/Sdk/DTLogging (ValueEncoders), and each line of it by itself. */
function masksOf(value: string): readonly string[] {
  const values = [value, ...value.split(/\r?\n/)].filter((text) => text !== '');
  const escaped = values.flatMap((text) => [
    ...[0, 1, 2].map((shift) => withoutEnds(Buffer.from(text).subarray(shift))),
    text.replaceAll('"', '\\"'),
    text.replaceAll("'", "''"),
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&apos;'),
    text.replaceAll(/^"|"$/g, ''),
  ]);
  return [...values, ...escaped].filter((text) => text !== '');
}

/** Of base64 what does not hang on the bytes before and after. */
function withoutEnds(bytes: Buffer): string {
  return bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64');
}
