import { type Item, number, text, textIn } from '../tables/item.ts';
import type { Retention } from './retention.ts';
import { documentOf, verificationOf } from './verification-document.ts';
import { verificationKeyOf, verificationKeyParts } from './verification-key.ts';
import type { AuditEntry, AuditResult, Intent } from './verification-store.ts';
import type { Verification } from './verification.ts';

/** The entries of a project in four parts: one part of an index takes 1,000 writes a second. */
export const SHARDS = ['0', '1', '2', '3'] as const;
const DAY_SECONDS = 86_400;

const NO_CONNECTION = 'project:';

/** An entry belongs to its connection, or, where there is none, to its project; no id of a connection has a colon. */
export function entryKey(intent: Pick<Intent, 'id' | 'at' | 'connectionId' | 'project'>): Item {
  return { subject: text(intent.connectionId ?? `${NO_CONNECTION}${intent.project}`), startedAtAndId: text(verificationKeyOf(intent)) };
}

export function projectShard(project: string, shard: string): string {
  return `${project}#${shard}`;
}

/** From when an entry is kept, in milliseconds, and the least days until DynamoDB may take it out, shown or not. */
export type Keeping = { readonly fromMs: number; readonly leastDays: number };

/** What is known of an entry before it ends, its key aside, and nothing twice; times in seconds. */
export function intentAttributes(intent: Intent, { historyDays, auditDays }: Retention, keeping?: Keeping): Item {
  const { id, at, project, connectionId: _, ...rest } = intent;
  const { fromMs, leastDays } = keeping ?? { fromMs: Date.parse(at), leastDays: 0 };
  const until = (days: number): number => Math.floor(fromMs / 1_000) + days * DAY_SECONDS;
  return {
    projectShard: text(projectShard(project, shardOf(id))),
    intent: text(JSON.stringify(rest)),
    historyUntil: number(until(historyDays)),
    auditUntil: number(until(auditDays)),
    expiresAt: number(until(Math.max(historyDays, auditDays, leastDays))),
  };
}

/** What came of an entry. A verification is kept for the history of its connection alone. */
export function endAttributes(intent: Intent, result: AuditResult, verification: Verification | null): Item {
  const isShown = intent.connectionId !== null && verification !== null;
  return { result: text(JSON.stringify(result)), ...(isShown && { document: text(documentOf(verification, { intent, result })) }) };
}

/** A quarter of the first hexadecimal digit's range. */
function shardOf(id: string): string {
  return String(Number.parseInt(id.charAt('ver_'.length), 16) >> 2);
}

/** The verification of an entry that has one. */
export function verificationIn(item: Item): Verification {
  const result: AuditResult = JSON.parse(textIn(item, 'result'));
  return verificationOf(textIn(item, 'document'), { intent: intentIn(item), result });
}

export function intentIn(item: Item): Intent {
  const { action, caller, ...rest }: Omit<Intent, 'id' | 'at' | 'project' | 'connectionId'> = JSON.parse(textIn(item, 'intent'));
  const [subject, shard] = [textIn(item, 'subject'), textIn(item, 'projectShard')];
  const connectionId = subject.startsWith(NO_CONNECTION) ? null : subject;
  return { ...verificationKeyParts(textIn(item, 'startedAtAndId')), action, caller, project: shard.slice(0, shard.lastIndexOf('#')), connectionId, ...rest };
}

export function auditEntryIn(item: Item): AuditEntry {
  const result: AuditResult | null = JSON.parse(item['result']?.S ?? 'null');
  return { ...intentIn(item), result };
}
