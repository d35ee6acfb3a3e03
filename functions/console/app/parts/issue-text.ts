import type { FailureIssue } from '../api/failure.ts';

/** What is wrong, at the field that it is about: there `subject` says what the JSON Pointer says elsewhere. */
export function issueText({ pointer = '', message, fix }: FailureIssue, subject = 'This'): string {
  const named = `"${pointer}" `;
  const sentence = message.startsWith(named) ? `${subject} ${message.slice(named.length)}` : message;
  return fix === undefined ? sentence : `${sentence} ${fix.text}`;
}
