import { types } from 'node:util';

/** What may be told of anything that was thrown. */
export type Failure = { readonly class: string; readonly frames: readonly string[] };

const MOST_FRAMES = 12;
const CLASS = /^[A-Za-z_$][\w$]{0,63}$/;
/** What stands before the message: the class, and the code of Node's own errors. */
const HEAD = /^[\w$.[\] ]{0,128}(?:: )?$/;
/** As V8 writes it: a function, and its place in a file. */
const FRAME = /^ {4}at (?:[\w$.<>#[\] ]{1,160} \()?(?:async )?(?:file:\/\/\/|node:|\/)[^\s()'"`]{1,300}:\d+:\d+\)?$/;

/**
 * The class of what was thrown, and where it comes from. Its message may quote what upset it, and so may all else that it holds: none of it is told,
 * nor what in its message looks like a line of the stack.
 */
export function failureOf(thrown: unknown): Failure {
  // A proxy runs code of its own as soon as its prototype is asked for.
  if (types.isProxy(thrown) || !(thrown instanceof Error)) return { class: typeof thrown, frames: [] };
  try {
    return { class: classOf(thrown), frames: framesOf(thrown) };
  } catch {
    return { class: 'Error', frames: [] }; // a getter of its own threw
  }
}

function classOf(error: Error): string {
  const name: unknown = error.constructor.name;
  return typeof name === 'string' && CLASS.test(name) ? name : 'Error';
}

function framesOf(error: Error): readonly string[] {
  const [stack, message]: readonly unknown[] = [error.stack, error.message];
  if (typeof stack !== 'string' || typeof message !== 'string') return [];
  const start = message === '' ? (stack.split('\n', 1)[0]?.length ?? 0) : stack.indexOf(message);
  if (start === -1 || !HEAD.test(stack.slice(0, start))) return [];
  const lines = stack.slice(start + message.length).split('\n');
  return lines
    .filter((line) => FRAME.test(line))
    .slice(0, MOST_FRAMES)
    .map((line) => line.trim());
}
