/** A defence of the product: how it is taken away, and the test that fails without it. docs/threat-model.md has both by these names. */
export type Defence = {
  readonly name: string;
  readonly file: string;
  /** Stands there exactly once. */
  readonly text: string;
  /** What stands there instead when the defence is gone. */
  readonly without: string;
  readonly test: NamedTest;
};

/**
 * `title` is as the source has it: `%s` and the like stand for what a table fills in, ` > ` parts a group from what is in it.
 * It stands in `titledIn` where that is another file.
 */
export type NamedTest = { readonly file: string; readonly title: string; readonly titledIn?: string };

const FILLED_IN = /%[sdifjo#$]|\$\{?[A-Za-z.]+\}?/g;

/** The groups and the title of a test, as its source has them. */
export function titlesOf({ title }: NamedTest): readonly string[] {
  return title.split(' > ');
}

/** Whether a test of a report, its groups before its own title, is the one that is named. */
export function isNamed(test: NamedTest, path: readonly string[]): boolean {
  const titles = titlesOf(test);
  return path.length >= titles.length && titles.every((title, at) => isTitle(title, path[path.length - titles.length + at]!));
}

/** A text that a table fills in is cut short in reports. */
function isTitle(title: string, reported: string): boolean {
  return patternOf(title).test(reported) || (reported.endsWith('…') && title.startsWith(reported.slice(0, -1)));
}

function patternOf(title: string): RegExp {
  const literals = title.split(FILLED_IN).map((literal) => literal.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`));
  return new RegExp(`^${literals.join('.*')}$`, 's');
}
