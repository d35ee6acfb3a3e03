import { receiptHandleIsInvalid } from './queue-errors.ts';

/** What a receipt handle says: which receive of which message. Opaque to clients, and good after a restart. */
export type Receipt = { readonly queueName: string; readonly messageId: string; readonly nonce: string };

const PARTS = /^([\w-]{1,80})\/([0-9a-f-]{36})\/([0-9a-f-]{36})$/;

export function formatHandle({ queueName, messageId, nonce }: Receipt): string {
  return Buffer.from(`${queueName}/${messageId}/${nonce}`).toString('base64');
}

/** @throws AwsError ReceiptHandleIsInvalid for what this queue never handed out */
export function parseHandle(handle: string, queueName: string): Receipt {
  const [, queue, messageId, nonce] = PARTS.exec(Buffer.from(handle, 'base64').toString('utf8')) ?? [];
  if (queue !== queueName || messageId === undefined || nonce === undefined) throw receiptHandleIsInvalid();
  return { queueName, messageId, nonce };
}
