import { types } from 'node:util';
import { ResolverError } from '../errors.ts';
import { type NoticeLine, logFailure, logNotice } from '../log.ts';
import { type Notice, readNotice } from './notice.ts';
import { type SendDeps, sendNotice } from './send-notice.ts';

export type TellDeps = SendDeps & { readonly requestId: string };

/** Why a notice was not taken: a code and nothing else, since Lambda prints what a function throws. */
export class NoticeError extends Error {
  override readonly name = 'NoticeError';
}

/**
 * Tells the receiver of one event. What is no event of the product is left alone, with a line in the log: trying again would not make it one.
 * @throws NoticeError so that Lambda tries again, and keeps what fails for good
 */
export async function tellReceiver(event: unknown, deps: TellDeps): Promise<void> {
  const notice = readNotice(event);
  if (!notice) return logNotice({ requestId: deps.requestId, code: 'unknown' });
  const line = { requestId: deps.requestId, notice: notice.id, type: notice.type, ...(await attempt(notice, deps)) };
  logNotice(line);
  if (line.code !== 'ok') throw new NoticeError(line.code);
}

async function attempt(notice: Notice, deps: TellDeps): Promise<Pick<NoticeLine, 'httpStatus'> & { readonly code: string }> {
  try {
    return { code: 'ok', httpStatus: await sendNotice(notice, deps) };
  } catch (error) {
    if (!types.isProxy(error) && error instanceof ResolverError) return { code: error.code, httpStatus: error.where.httpStatus };
    logFailure(error, deps.requestId);
    return { code: 'internal_error' };
  }
}
