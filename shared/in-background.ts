import { logFailure } from './log.ts';

/** Tells Lambda that an invocation failed, and nothing else: Lambda prints what a function throws, own properties and causes included. */
export class WorkFailed extends Error {
  override readonly name = 'WorkFailed';

  constructor() {
    super('The work was not done; the line "failure" of this request has the class of the error.');
  }
}

type Invocation = { readonly awsRequestId: string };
/** `log` is for what goes wrong on the way and does not end the work. */
type Work<Event, Context, Result> = (event: Event, context: Context, log: (error: unknown) => void) => Promise<Result>;

/** A handler that nobody waits for: what it throws is logged by its class, and Lambda tries again. Beside `replying`, the other place where an error ends. */
export function inBackground<Event, Context extends Invocation, Result>(work: Work<Event, Context, Result>) {
  return async (event: Event, context: Context): Promise<Result> => {
    const log = (error: unknown): void => logFailure(error, context.awsRequestId);
    try {
      return await work(event, context, log);
    } catch (error) {
      log(error);
      throw new WorkFailed();
    }
  };
}
