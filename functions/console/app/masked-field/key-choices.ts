/** Which key names to offer for what is written so far, and how many more there are. */
export type KeyChoices = { readonly shown: readonly string[]; readonly more: number; readonly isMissing: boolean };

const MOST = 8;

export function keyChoices(names: readonly string[], written: string): KeyChoices {
  const wanted = written.toLowerCase();
  const isThere = names.includes(written);
  const fitting = isThere ? names : names.filter((name) => name.toLowerCase().includes(wanted));
  const isMissing = fitting.length === 0;
  const listed = isMissing ? names : fitting;
  const first = listed.slice(0, MOST);
  const shown = isThere && !first.includes(written) ? [...first.slice(0, -1), written] : first;
  return { shown, more: listed.length - shown.length, isMissing };
}
