import { randomUUID } from 'node:crypto';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../tables/item.ts';
import type { SettingsTable } from './dynamo-revised-part.ts';
import type { Purge } from './settings-store.ts';

type Kept = { readonly written: string; readonly purge: Purge; readonly atMs: number };

/** Ten times as long as any cache lives. */
const KEPT_MS = 600_000;
const MOST_KEPT = 50;

/**
 * Purges are a set of texts, which DynamoDB adds to and takes from without a condition: writers at the same time lose nothing,
 * and an attempt repeated after a lost answer adds nothing. `nowMs` says which of them no cache has to follow any more.
 */
export async function addPurge(at: SettingsTable, key: Item, { purge, nowMs }: { readonly purge: Purge; readonly nowMs: number }): Promise<void> {
  const kept = keptIn(await change(at, key, { verb: 'ADD', texts: [writtenOf(purge, nowMs)] }));
  const past = kept.filter((one) => !isLive(one, nowMs));
  if (kept.length - past.length > MOST_KEPT) await fold(at, key, nowMs);
  else await strike(at, key, past);
}

/** One that forgets everything stands for all that were there when it was added, and is there before they go. */
async function fold(at: SettingsTable, key: Item, nowMs: number): Promise<void> {
  const all = writtenOf({ id: randomUUID(), secretArn: null }, nowMs);
  const kept = keptIn(await change(at, key, { verb: 'ADD', texts: [all] }));
  const others = kept.filter(({ written }) => written !== all);
  await strike(at, key, others);
}

async function strike(at: SettingsTable, key: Item, purges: readonly Kept[]): Promise<void> {
  if (purges.length > 0) await change(at, key, { verb: 'DELETE', texts: purges.map(({ written }) => written) });
}

/** Those of an item that a cache may still have to follow, oldest first. */
export function purgesIn(item: Item | undefined, nowMs: number): readonly Purge[] {
  const live = keptIn(item?.['purges']?.SS ?? []).filter((one) => isLive(one, nowMs));
  return live.toSorted((a, b) => a.atMs - b.atMs).map(({ purge }) => purge);
}

type Change = { readonly verb: 'ADD' | 'DELETE'; readonly texts: readonly string[] };

/** The purges after the change. */
async function change({ client, table }: SettingsTable, key: Item, { verb, texts }: Change): Promise<readonly string[]> {
  const { Attributes: after } = await client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: key,
      UpdateExpression: `${verb} #purges :purges`,
      ExpressionAttributeNames: { '#purges': 'purges' },
      ExpressionAttributeValues: { ':purges': { SS: [...texts] } },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  return after?.['purges']?.SS ?? [];
}

function isLive({ atMs }: Kept, nowMs: number): boolean {
  return atMs > nowMs - KEPT_MS;
}

function writtenOf({ id, secretArn }: Purge, atMs: number): string {
  return JSON.stringify([atMs, id, secretArn]);
}

function keptIn(texts: readonly string[]): readonly Kept[] {
  return texts.map((written) => {
    const [atMs, id, secretArn]: readonly [number, string, string | null] = JSON.parse(written);
    return { written, purge: { id, secretArn }, atMs };
  });
}
