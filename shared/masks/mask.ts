import type { ProblemCode } from '../errors.ts';
import { diagnose } from './diagnosis.ts';
import { isBlank, parseBody, trimEnd } from './mask-body.ts';
import { type Range, nearMisses } from './near-miss.ts';
import { meantBy } from './rewrite.ts';
import type { Mask, SecretReference } from './secret-reference.ts';
import { mayHoldMask } from './suspicion.ts';

/** What is wrong at `start`, in UTF-16 units of the text as it was given. All its texts are the caller's own or ours. */
export type MaskIssue = { readonly code: ProblemCode; readonly start: number; readonly found?: string; readonly rewrite?: string; readonly arn?: string };

/** [start, end) stands for `text`: an escaped mask, or the doubled backslashes before one. */
export type Escape = Range & { readonly text: string };

/** What stands in one text, each list from left to right; ranges of masks and escapes do not overlap. */
export type ScannedText = { readonly masks: readonly Mask[]; readonly issues: readonly MaskIssue[]; readonly escapes: readonly Escape[] };

/** `start` is the first of the backslashes before `open`, the braces; `inner` is where the key name starts. */
type Opener = { readonly start: number; readonly open: number; readonly inner: number };
type Scan = { readonly text: string; readonly masks: Mask[]; readonly issues: MaskIssue[]; readonly escapes: Escape[]; readonly taken: Range[] };

const NEEDLE = 'workato:sm:';
const OPEN_BRACE = 0x7b;
const BACKSLASH = 0x5c;
/** Of one text. Whoever meant more than a hundred masks is told of a hundred, and of the limit. */
const MOST_ISSUES = 100;

/**
 * Finds masks, escapes, and everything that looks like a mask and is not one, in time linear in the text. Of what is wrong it tells a hundred.
 * Source: Workato guide "Use AWS Secrets Manager in connections" (2025-03-18), PRODUCT contract §2.
 */
export function scanText(text: string): ScannedText {
  const scan: Scan = { text, masks: [], issues: [], escapes: [], taken: [] };
  let opener = nextOpener(text, 0);
  while (opener && scan.issues.length < MOST_ISSUES) opener = nextOpener(text, take(scan, opener));
  const misses = nearMisses(text, scan.taken, MOST_ISSUES - scan.issues.length);
  const issues = [...scan.issues, ...misses].sort((a, b) => a.start - b.start);
  return { masks: scan.masks, issues, escapes: scan.escapes };
}

/** The mask of a reference; scanText reads the same reference from it. */
export function formatMask(reference: SecretReference): string {
  const { keyName, secretArn, path } = reference;
  return `{{${NEEDLE}${keyName}:${secretArn}${path === null ? '' : `?path=${encodePath(path)}`}}}`;
}

function encodePath(path: string): string {
  return path.replace(/[%:{}\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu, encodeURIComponent);
}

/** What was read before `from` ends with neither a blank, a brace that opens nor a backslash, so looking back stays behind it. */
function nextOpener(text: string, from: number): Opener | null {
  for (let at = text.indexOf(NEEDLE, from); at !== -1; at = text.indexOf(NEEDLE, at + NEEDLE.length)) {
    let open = at;
    while (isBlank(text.charCodeAt(open - 1))) open -= 1;
    open -= 2;
    if (text.charCodeAt(open) !== OPEN_BRACE || text.charCodeAt(open + 1) !== OPEN_BRACE) continue;
    let start = open;
    while (text.charCodeAt(start - 1) === BACKSLASH) start -= 1;
    return { start, open, inner: at + NEEDLE.length };
  }
  return null;
}

/** Where to go on. */
function take(scan: Scan, { start, open, inner }: Opener): number {
  const backslashes = open - start;
  const literal = '\\'.repeat(backslashes >>> 1);
  const isEscaped = backslashes % 2 === 1;
  if (isEscaped) scan.escapes.push({ start, end: inner, text: literal + scan.text.slice(open, inner) });
  else if (backslashes > 0) scan.escapes.push({ start, end: open, text: literal });
  const end = isEscaped ? inner : takeMask(scan, open, inner);
  scan.taken.push({ start, end });
  return end;
}

/** What it took: the mask, or only its opening if nothing closes it. */
function takeMask(scan: Scan, open: number, inner: number): number {
  const close = closeAfter(scan.text, inner);
  const end = close + 2;
  const within = scan.text.slice(inner, close);
  const second = within.indexOf('{{');
  if (close !== Infinity && second === -1) {
    readMask(scan, { start: open, end }, trimEnd(within));
    return end;
  }
  const meant = meantBy(second === -1 ? within : within.slice(0, second));
  if (close === Infinity || meant.rewrite !== undefined) {
    scan.issues.push({ code: 'mask_malformed', start: open, found: 'it does not end with "}}"', ...meant });
    return inner;
  }
  const isNested = mayHoldMask(within.slice(second));
  scan.issues.push(isNested ? { code: 'mask_nested', start: open } : { code: 'mask_malformed', start: open, found: 'a key name cannot hold "{{"' });
  return end;
}

function readMask(scan: Scan, range: Range, body: string): void {
  const reference = parseBody(body);
  if (reference) scan.masks.push({ ...reference, start: range.start, end: range.end });
  else scan.issues.push({ ...diagnose(body), start: range.start });
}

function closeAfter(text: string, from: number): number {
  const at = text.indexOf('}}', from);
  return at === -1 ? Infinity : at;
}
