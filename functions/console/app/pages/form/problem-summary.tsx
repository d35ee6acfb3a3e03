import type { JSX } from 'preact';
import { Note } from '../../parts/note.tsx';
import { focusPlace } from './form-row.tsx';
import type { Problem } from './problems.ts';

type SummaryProps = {
  readonly problems: readonly Problem[];
  readonly labelOf: (pointer: string) => string;
  /** A sentence that stands nearby, and is not said twice. */
  readonly told: string | null;
};

/** All that is wrong in one place, each with the way to its field. */
export function ProblemSummary({ problems, labelOf, told }: SummaryProps): JSX.Element | null {
  if (problems.length === 0) return null;
  return (
    <Note kind="bad">
      <p>{problems.length === 1 ? 'One thing needs another look:' : `${problems.length} things need another look:`}</p>
      <ul>
        {problems.map(({ pointer, message }, index) => (
          <li key={index}>
            <button type="button" class="link" onClick={() => focusPlace(pointer)}>
              {textOf(message, labelOf(pointer), told)}
            </button>
          </li>
        ))}
      </ul>
    </Note>
  );
}

function textOf(message: string, label: string, told: string | null): string {
  if (message === told) return label;
  return message.startsWith(label) ? message : `${label}: ${message}`;
}
