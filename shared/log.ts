import { Logger } from '@aws-lambda-powertools/logger';
import { failureOf } from './failure.ts';

const logger = new Logger({ serviceName: 'secret-mask-resolver' });

export type RequestLine = {
  readonly requestId: string;
  readonly route: string;
  readonly httpStatus: number;
  readonly code: string | undefined;
  readonly durationMs: number;
};

/** One line per request: facts of ours, no body, no header, no event. */
export function logRequest(line: RequestLine): void {
  logger.info('request', { ...line, durationMs: Math.round(line.durationMs * 10) / 10 });
}

export type WorkLine = { readonly requestId: string; readonly records: number; readonly results: Readonly<Record<string, number>> };

/** One line per batch of the queue: what came of how many, in our own codes. */
export function logWork(line: WorkLine): void {
  logger.info('work', line);
}

export type DispatchLine = {
  readonly requestId: string;
  readonly cue: 'tick' | 'rotation' | 'unknown';
  readonly secretArn?: string;
  readonly dispatched?: Readonly<Record<string, number | string>>;
  readonly tended?: Readonly<Record<string, number>>;
};

/** One line per cue: what it set going. */
export function logDispatch(line: DispatchLine): void {
  logger.info('dispatch', line);
}

export type WatchLine = {
  readonly requestId: string;
  readonly end: string;
  readonly secrets: number;
  readonly rotations: number;
  readonly notices: number;
  readonly left: Readonly<Record<string, number>>;
};

/** One line per invocation of the watch. */
export function logWatch(line: WatchLine): void {
  logger.info('watch', line);
}

export type NoticeLine = {
  readonly requestId: string;
  readonly notice?: string;
  readonly type?: string;
  readonly code: string;
  readonly httpStatus?: number | undefined;
};

/** One line per attempt to tell the receiver of the webhook. */
export function logNotice(line: NoticeLine): void {
  logger.info('notice', line);
}

/** An error nobody foresaw: its class and our own stack frames. */
export function logFailure(error: unknown, requestId: string): void {
  const failure = failureOf(error);
  logger.error('failure', { requestId, class: failure.class, frames: failure.frames });
}
