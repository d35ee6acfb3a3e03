import type { JSX } from 'preact';
import { scanText } from '../../../../shared/masks/mask.ts';
import type { SecretReference } from '../../../../shared/masks/secret-reference.ts';
import { hashOf } from '../route.ts';
import { pillWords } from './pill-words.ts';

/** Linked: a pill leads to the page of its secret. */
type Linked = { readonly isLinked?: boolean };

/** A text of a field with its masks as pills, by the product's own parser. */
export function MaskedText({ text, isLinked = false }: Linked & { readonly text: string }): JSX.Element {
  const { masks } = scanText(text);
  const ends = [0, ...masks.map(({ end }) => end)];
  return (
    <span class="masked">
      {masks.map((mask, index) => (
        <>
          {text.slice(ends[index], mask.start)}
          <Pill mask={mask} isLinked={isLinked} />
        </>
      ))}
      {text.slice(ends.at(-1))}
    </span>
  );
}

/** The key's name; the secret's name, account and region on hover and to screen readers. */
export function Pill({ mask, isLinked = false }: Linked & { readonly mask: SecretReference }): JSX.Element {
  const { name, place } = pillWords(mask);
  const title = `${name} ${place}`;
  const shown = (
    <>
      <span class="unseen">secret </span>
      {name}
      <span class="unseen"> {place}</span>
    </>
  );
  if (!isLinked)
    return (
      <span class="pill" title={title}>
        {shown}
      </span>
    );
  return (
    <a class="pill" title={title} href={hashOf(['secrets'], { arn: mask.secretArn })}>
      {shown}
    </a>
  );
}
