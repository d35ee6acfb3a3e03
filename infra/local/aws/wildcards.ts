const ESCAPED = /[.+^${}()|[\]\\]/g;
// Private-use characters stand for a "*" and a "?" that mean themselves.
const STAR = '\u{E000}';
const COMPILED = new Map<string, RegExp>();
const MAX_COMPILED = 1000;
const ANY_ONE = '\u{E001}';

/** `text` for use inside a pattern: what a policy variable brings in is never a wildcard. */
export function asLiteral(text: string): string {
  return text.replaceAll('*', STAR).replaceAll('?', ANY_ONE);
}

/** The text that `asLiteral` was given, for operators without wildcards. */
export function asPlain(pattern: string): string {
  return pattern.replaceAll(STAR, '*').replaceAll(ANY_ONE, '?');
}

/** True where `text` is of the form `pattern`, in which "*" stands for any text and "?" for one character. */
export function matchesPattern(pattern: string, text: string): boolean {
  return compiled(`text ${pattern}`, () => sourceOf(pattern, '.')).test(asLiteral(text));
}

/**
 * As IAM matches the Resource element: a wildcard stays in its segment (between colons),
 * but a "*" that ends a segment may go beyond it.
 * Source: IAM User Guide, "IAM JSON policy elements: Resource".
 */
export function matchesResource(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  return compiled(`resource ${pattern}`, () => resourceSource(pattern)).test(asLiteral(arn));
}

/** As ArnLike compares: each of the six parts of an ARN on its own. */
export function matchesArn(pattern: string, arn: string): boolean {
  const [wanted, found] = [partsOf(pattern), partsOf(arn)];
  if (wanted.length !== 6 || found.length !== 6) return false;
  return wanted.every((part, index) => matchesPattern(part, found[index] ?? ''));
}

function resourceSource(pattern: string): string {
  const segments = pattern.split(':').map((segment) => {
    const open = segment.endsWith('*');
    return sourceOf(open ? segment.slice(0, -1) : segment, '[^:]') + (open ? '.*' : '');
  });
  return segments.join(':');
}

// Policies hold few patterns; what variables bring in is many, so the memory of them ends.
function compiled(name: string, source: () => string): RegExp {
  const known = COMPILED.get(name);
  if (known) return known;
  const expression = new RegExp(`^${source()}$`, 's');
  if (COMPILED.size >= MAX_COMPILED) COMPILED.clear();
  COMPILED.set(name, expression);
  return expression;
}

function partsOf(arn: string): readonly string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(':')] : [])];
}

function sourceOf(pattern: string, any: string): string {
  // Runs of "*" mean the same as one; together they would make the expression slow.
  return pattern
    .replaceAll(ESCAPED, String.raw`\$&`)
    .replaceAll(/\*+/g, `${any}*`)
    .replaceAll('?', any);
}
