import { Logger } from '@aws-lambda-powertools/logger';

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

/** An error nobody foresaw: its class and our own stack frames. Its message may quote what upset it, and stays out. */
export function logFailure(error: unknown, requestId: string): void {
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  logger.error('failure', {
    requestId,
    class: error instanceof Error ? error.constructor.name : typeof error,
    frames: frames.slice(0, 12).map((frame) => frame.trim()),
  });
}
