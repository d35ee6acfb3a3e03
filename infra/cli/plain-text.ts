const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text that cannot steer a terminal or break a line: what does not print stands as "�". */
export function plainText(text: string): string {
  return text.replace(UNPRINTABLE, '\uFFFD');
}
