import { plainText } from './plain-text.ts';
import type { Result } from './report.ts';
import type { Output } from './world.ts';

export type Progress = {
  /** Says that one more is done. */
  done(result: Result): void;
  end(): void;
};

const CLEAR_LINE = '\r\u001B[K';

/** Says that the command stands still for a while, and why. The next line of progress takes its place on a terminal. */
export function tellWait(output: Output, ms: number): void {
  const text = `The API has been asked too often (HTTP 429): going on in ${Math.ceil(ms / 1_000)} s.`;
  output.write(output.isTerminal ? `${CLEAR_LINE}${text}` : `${text}\n`);
}

/** Progress of a known number of results: one line that changes on a terminal, a line for each elsewhere. */
export function startProgress(output: Output, total: number): Progress {
  let count = 0;
  return {
    done: (result) => {
      count += 1;
      const text = plainText(`[${count}/${total}] ${result.outcome} ${result.name}`);
      output.write(output.isTerminal ? `${CLEAR_LINE}${text.slice(0, 78)}` : `${text}\n`);
    },
    end: () => {
      if (output.isTerminal && count > 0) output.write(CLEAR_LINE);
    },
  };
}
