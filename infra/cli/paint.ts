import type { Output, World } from './world.ts';

type Painter = (text: string) => string;
export type Paint = { readonly good: Painter; readonly bad: Painter; readonly faint: Painter };

const AS_IS: Paint = { good: (text) => text, bad: (text) => text, faint: (text) => text };
const IN_COLOUR: Paint = {
  good: (text) => `\u001B[32m${text}\u001B[39m`,
  bad: (text) => `\u001B[31m${text}\u001B[39m`,
  faint: (text) => `\u001B[2m${text}\u001B[22m`,
};

/** Colour on a terminal alone, and not there either where NO_COLOR is set (no-color.org) or the terminal is dumb. */
export function paintFor(output: Output, env: World['env']): Paint {
  return output.isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb' ? IN_COLOUR : AS_IS;
}
