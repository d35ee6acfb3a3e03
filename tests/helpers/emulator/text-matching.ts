/** A text that the pattern matches: its first alternative as literal text, with one character for each class. Verified, since this reads only simple patterns. */
export function textMatching(pattern: string): string {
  const candidates = [pattern, firstOfGroups(pattern), ...splitAlternatives(pattern)].map(literalOf);
  const found = candidates.find((text) => new RegExp(pattern).test(text));
  if (found === undefined) throw new Error(`no text is known that matches ${pattern}: write its rule with a simpler pattern`);
  return found;
}

function firstOfGroups(pattern: string): string {
  return pattern.replaceAll(/\((?:\?:)?([^()|]*)\|[^()]*\)/g, '$1');
}

function splitAlternatives(pattern: string): readonly string[] {
  return pattern.split('|').map((part) => part.replaceAll(/[()]/g, ''));
}

function literalOf(pattern: string): string {
  return pattern
    .replaceAll(/^\^|\$$/g, '')
    .replaceAll(/\(\?[:=!]|\(([^()|]*)(?:\|[^()]*)?\)/g, '$1')
    .replaceAll(/(?:\\d|\[0-9[^\]]*\])\{(\d+)[^}]*\}/g, (_, times: string) => '1'.repeat(Number(times)))
    .replaceAll(/\\d|\[0-9[^\]]*\]/g, '1')
    .replaceAll(/\\s/g, ' ')
    .replaceAll(/\\w|\[\^[^\]]*\]/g, 'a')
    .replaceAll(/\[([^\]\\])[^\]]*\]/g, '$1')
    .replaceAll(/(?<!\\)\.(?:[+*]\??)?/g, 'a')
    .replaceAll(/\{\d+(?:,\d*)?\}/g, '')
    .replaceAll(/(?<!\\)[+*?]/g, '')
    .replaceAll(/\\(.)/g, '$1');
}
