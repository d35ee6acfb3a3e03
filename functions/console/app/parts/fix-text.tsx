import type { JSX } from 'preact';
import type { FailureIssue } from '../api/failure.ts';
import { CopyText } from './copy-text.tsx';

/** What to do about something, with commands to copy. */
export function FixText({ fix }: { readonly fix: NonNullable<FailureIssue['fix']> }): JSX.Element {
  return (
    <section aria-label="What to do">
      <p>
        <strong>What to do:</strong> {fix.text}
      </p>
      {fix.commands.map((command, index) => (
        <CopyText key={command} text={command} label={fix.commands.length > 1 ? `command ${index + 1}` : 'command'} />
      ))}
    </section>
  );
}
