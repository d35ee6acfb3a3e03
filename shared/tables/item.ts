import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Readonly<Record<string, AttributeValue>>;

export function text(value: string): AttributeValue.SMember {
  return { S: value };
}

export function number(value: number): AttributeValue.NMember {
  return { N: String(value) };
}

/** @throws Error that names the attribute, where it is not a text: somebody else wrote the item */
export function textIn(item: Item, name: string): string {
  const value = item[name]?.S;
  if (value === undefined) throw new Error(`An item has no text "${name}".`);
  return value;
}

/** @throws Error that names the attribute, where it is not a number */
export function numberIn(item: Item, name: string): number {
  const value = item[name]?.N;
  if (value === undefined) throw new Error(`An item has no number "${name}".`);
  return Number(value);
}

export function isConditionFailed(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}

/** Whether a conditional write was made; every other failure goes on. */
export async function isWritten(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}
