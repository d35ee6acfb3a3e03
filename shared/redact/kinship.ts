import type { Secret } from '../secrets/secret.ts';
import { kinFormsOf } from './kin-forms.ts';

/** So many letters and digits in a row are no coincidence, nor is half of a short value. */
const MOST_ALIKE = 8;
const LEAST_ALIKE = 4;
/** What stands for or around characters in other writings is left out, so that the rest stays together. */
const ESCAPES = /<!\[CDATA\[|&#?\w{1,32};|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|%(?:25)*[0-9a-f]{2}|=[0-9a-f]{2}|\\./gi;
/** How gzip begins in base64: what is packed cannot be told by its letters. */
const PACKED = /h4sia/i;

/**
 * Whether a short text of a target's could say a secret, or a large part of one, in any of the usual ways of writing. Judged by letters and
 * digits alone, so that signs, spaces, case, accents and width hide nothing. It is asked before such a text is shown at all.
 */
export function isKin(text: string, secrets: Iterable<Secret>): boolean {
  if (PACKED.test(text)) return true;
  const views = viewsOf(text);
  const folded = views.map(fold);
  for (const secret of secrets) {
    const value = secret.reveal();
    // Where a writing of letters is mostly signs, what is left of it would be found in anybody's name: it is looked for with its signs.
    const isLettered = fold(value).length >= LEAST_ALIKE;
    const isSaid = (form: string): boolean => {
      const letters = fold(form);
      if (isLettered && letters.length < LEAST_ALIKE && form.length >= LEAST_ALIKE) return views.some((view) => view.includes(form));
      return folded.some((view) => sharesRun(view, letters));
    };
    if (text.includes(value) || kinFormsOf(value).some(isSaid)) return true;
  }
  return false;
}

function viewsOf(text: string): readonly string[] {
  // "&ouml;" is an o to us, and so is "ö".
  return [text, text.replaceAll(ESCAPES, ''), text.replaceAll(/%(?:25)+/gi, '%'), text.replaceAll(/&([a-z])[a-z]{0,32};/gi, '$1')];
}

function sharesRun(view: string, form: string): boolean {
  const length = Math.min(MOST_ALIKE, Math.max(LEAST_ALIKE, Math.ceil(form.length / 2)));
  if (form.length < LEAST_ALIKE) return form !== '' && view.includes(form);
  for (let at = 0; at + length <= view.length; at += 1) if (form.includes(view.slice(at, at + length))) return true;
  return false;
}

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}
