import type { Client, SecretUsage } from '../client.ts';
import type { Paint } from '../paint.ts';
import { type Cell, gridOf } from '../text-report.ts';

/** What `--json` shows too. */
export type UsageReport = {
  readonly ok: true;
  readonly summary: string;
  readonly command: 'secrets usage';
  readonly arn: string;
  readonly items: readonly SecretUsage[];
};

/** `secrets usage ARN`: the stored connections that use a secret, as far as the caller is shown them; by project and name. */
export async function secretsUsage(arn: string, client: Client): Promise<UsageReport> {
  const items = (await client.usage(arn)).toSorted((one, other) => compared(one.project, other.project) || compared(one.name, other.name));
  return { ok: true, summary: summaryOf(items.length), command: 'secrets usage', arn, items };
}

export function usageText({ items, summary }: UsageReport, paint: Paint): string {
  if (items.length === 0) return `${summary}\n`;
  const rows = items.map(({ name, project, connector, state, keys, fields }): readonly Cell[] => [
    { text: name },
    { text: project },
    { text: connector },
    { text: state },
    { text: keys.join(', ') },
    { text: fields.join(', '), paint: paint.faint },
  ]);
  return `${gridOf(['CONNECTION', 'PROJECT', 'CONNECTOR', 'STATE', 'KEYS', 'FIELDS'], rows, paint)}\n${summary}\n`;
}

function summaryOf(count: number): string {
  if (count === 0) return 'No stored connection that you see uses this secret.';
  return count === 1 ? '1 connection uses this secret.' : `${count} connections use this secret.`;
}

function compared(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
