import { fold } from './folding.ts';
import type { MaskIssue } from './mask.ts';
import { isBlank } from './mask-body.ts';
import { meantBy } from './rewrite.ts';
import { mayHoldMask } from './suspicion.ts';

/** [start, end) in UTF-16 units. */
export type Range = { readonly start: number; readonly end: number };

type Hit = Range & { readonly index: number };

const NEEDLE = 'workato:sm:';
const MEANT = /workato[ \t\r\n]*:[ \t\r\n]*sm[ \t\r\n]*:/gi;
const OPEN_BRACE = 0x7b;
/** How much of a text is searched for what was meant. */
const MEANT_LENGTH = 1500;

/** What stands outside `taken` (in order, not overlapping) that a reader would take for a mask, `most` of it. Source: PRODUCT contract §2. */
export function nearMisses(text: string, taken: readonly Range[], most: number): readonly MaskIssue[] {
  const issues: MaskIssue[] = [];
  for (let at = 0; at <= taken.length; at += 1) {
    const from = taken[at - 1]?.end ?? 0;
    const gap = text.slice(from, taken[at]?.start);
    if (mayHoldMask(gap)) for (const issue of missesIn(gap, most - issues.length)) issues.push({ ...issue, start: issue.start + from });
  }
  return issues;
}

function missesIn(gap: string, most: number): readonly MaskIssue[] {
  const folded = fold(gap);
  const hits = [...folded.text.matchAll(MEANT)].map((match) => hitOf(folded.text, match[0], match.index)).filter((hit) => hit !== null);
  return hits.slice(0, most).map((hit, at) => {
    const end = Math.min(hits[at + 1]?.start ?? folded.text.length, hit.end + MEANT_LENGTH);
    const [start, spelt] = [folded.back(hit.start), gap.slice(folded.back(hit.index), folded.back(hit.end))];
    return { code: 'mask_near_miss', start, found: reasonOf(spelt), ...meantBy(gap.slice(folded.back(hit.end), folded.back(end))) };
  });
}

/** From its braces on, if there are any; with blanks around its colons it needs one to be more than a few words. */
function hitOf(folded: string, spelt: string, index: number): Hit | null {
  let start = index;
  while (isBlank(folded.charCodeAt(start - 1))) start -= 1;
  const inner = start;
  while (inner - start < 2 && folded.charCodeAt(start - 1) === OPEN_BRACE) start -= 1;
  const hasBrace = start < inner;
  if (!hasBrace && spelt.length !== NEEDLE.length) return null;
  return { start: hasBrace ? start : index, index, end: index + spelt.length };
}

function reasonOf(spelt: string): string {
  if (spelt === NEEDLE) return 'its braces are not "{{" and "}}"';
  if (spelt.includes('%')) return 'it is percent-encoded';
  if (spelt.toLowerCase() === NEEDLE) return 'upper and lower case count';
  return /^[\s!-~]+$/.test(spelt) ? 'it has blanks around its colons' : 'it has invisible or look-alike characters';
}
