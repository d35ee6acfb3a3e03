type Shell = Readonly<Record<string, string | undefined>>;

/** So much more than deployed that nobody who works alone, or measures, runs into it. */
const GENEROSITY = 1_000;

/** By what the limits of the template are multiplied here. @throws Error for a word that is not known */
export function limitFactorOf(shell: Shell): number {
  const word = shell['LOCAL_LIMITS'] ?? '';
  if (word !== '' && word !== 'deployed') throw new Error('LOCAL_LIMITS is "deployed" or left out.');
  return word === 'deployed' ? 1 : GENEROSITY;
}

/** The settings of a function with its budgets widened. */
export function widened(settings: Readonly<Record<string, string>>, factor: number): Record<string, string> {
  const widen = ([name, text]: readonly [string, string]) => [name, name.endsWith('_PER_MINUTE') ? String(Number(text) * factor) : text] as const;
  return Object.fromEntries(Object.entries(settings).map(widen));
}
