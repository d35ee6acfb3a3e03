import { plainText } from './plain-text.ts';
import type { Result } from './report.ts';
import type { Output } from './world.ts';

export type Progress = {
  /** Says that one more is done. */
  done(result: Result): void;
  end(): void;
};

const CLEAR_LINE = '\r\u001B[K';

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
