import { type Item, number, text, textIn } from '../tables/item.ts';
import type { Retention } from './retention.ts';
import { verificationKeyOf } from './verification-key.ts';
import type { AuditEntry, AuditResult, Intent } from './verification-store.ts';
import type { Verification } from './verification.ts';

/** The entries of a project in four parts: one part of an index takes 1,000 writes a second. */
export const SHARDS = ['0', '1', '2', '3'] as const;
const DAY_SECONDS = 86_400;

/** An entry belongs to its connection, or, where there is none, to its project; no id of a connection has a colon. */
export function entryKey(intent: Intent): Item {
  return { subject: text(intent.connectionId ?? `project:${intent.project}`), startedAtAndId: text(verificationKeyOf(intent)) };
}

export function projectShard(project: string, shard: string): string {
  return `${project}#${shard}`;
}

/** What is known of an entry before it ends, its key aside; times in seconds. */
export function intentAttributes(intent: Intent, { historyDays, auditDays }: Retention): Item {
  const until = (days: number): number => Math.floor(Date.parse(intent.at) / 1_000) + days * DAY_SECONDS;
  return {
    projectShard: text(projectShard(intent.project, shardOf(intent.id))),
    intent: text(JSON.stringify(intent)),
    historyUntil: number(until(historyDays)),
    auditUntil: number(until(auditDays)),
    expiresAt: number(until(Math.max(historyDays, auditDays))),
  };
}

/** A quarter of the first hexadecimal digit's range. */
function shardOf(id: string): string {
  return String(Number.parseInt(id.charAt('ver_'.length), 16) >> 2);
}

export function verificationIn(item: Item): Verification {
  const verification: Verification = JSON.parse(textIn(item, 'document'));
  return verification;
}

export function auditEntryIn(item: Item): AuditEntry {
  const intent: Intent = JSON.parse(textIn(item, 'intent'));
  const result: AuditResult | null = JSON.parse(item['result']?.S ?? 'null');
  return { ...intent, result };
}
