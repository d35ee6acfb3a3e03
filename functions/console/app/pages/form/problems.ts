import type { FailureIssue } from '../../api/failure.ts';

/** What is wrong with a field: the JSON Pointer of it in a request, and a sentence. */
export type Problem = { readonly pointer: string; readonly message: string };

/** Those of a field, and of what is in it. */
export function problemsAt(problems: readonly Problem[], pointer: string): readonly Problem[] {
  return problems.filter((problem) => problem.pointer === pointer || problem.pointer.startsWith(`${pointer}/`));
}

/** Their sentences as one; null where all is well. */
export function sentenceAt(problems: readonly Problem[], pointer: string): string | null {
  return (
    problemsAt(problems, pointer)
      .map(({ message }) => message)
      .join(' ') || null
  );
}

/** What the API says is wrong, with the labels of the fields instead of their pointers. */
export function problemsOf(issues: readonly FailureIssue[], labelOf: (pointer: string) => string): readonly Problem[] {
  return issues.map(({ pointer = '', message, fix }) => {
    const said = fix === undefined ? message : `${message} ${fix.text}`;
    return { pointer, message: said.replaceAll(`"${pointer}"`, `“${labelOf(pointer)}”`) };
  });
}
