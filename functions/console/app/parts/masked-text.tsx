import type { JSX } from 'preact';
import { scanText } from '../../../../shared/masks/mask.ts';
import type { SecretReference } from '../../../../shared/masks/secret-reference.ts';
import { pillWords } from './pill-words.ts';

/** A text of a field with its masks as pills, by the product's own parser. */
export function MaskedText({ text }: { readonly text: string }): JSX.Element {
  const { masks } = scanText(text);
  const ends = [0, ...masks.map(({ end }) => end)];
  return (
    <span class="masked">
      {masks.map((mask, index) => (
        <>
          {text.slice(ends[index], mask.start)}
          <Pill mask={mask} />
        </>
      ))}
      {text.slice(ends.at(-1))}
    </span>
  );
}

/** The key's name; the secret's name, account and region on hover and to screen readers. */
export function Pill({ mask }: { readonly mask: SecretReference }): JSX.Element {
  const { name, place } = pillWords(mask);
  return (
    <span class="pill" title={`${name} ${place}`}>
      <span class="unseen">secret </span>
      {name}
      <span class="unseen"> {place}</span>
    </span>
  );
}
