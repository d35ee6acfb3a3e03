import type { Client, SecretUsage, WatchFinding } from '../client.ts';
import type { Paint } from '../paint.ts';
import { plainText } from '../plain-text.ts';
import { type Cell, gridOf } from '../text-report.ts';

/** What `--json` shows too. */
export type UsageReport = {
  readonly ok: true;
  readonly summary: string;
  readonly command: 'secrets usage';
  readonly arn: string;
  readonly items: readonly SecretUsage[];
  /** Null: the watch has not looked at it yet, or no use of it is shown. */
  readonly watch: WatchFinding;
};

/** `secrets usage ARN`: the stored connections that use a secret, as far as the caller is shown them; by project and name, and what the watch last saw of it. */
export async function secretsUsage(arn: string, client: Client): Promise<UsageReport> {
  const { items: found, watch } = await client.usage(arn);
  const items = found.toSorted((one, other) => compared(one.project, other.project) || compared(one.name, other.name));
  return { ok: true, summary: summaryOf(items.length), command: 'secrets usage', arn, items, watch };
}

export function usageText({ items, summary, watch }: UsageReport, paint: Paint): string {
  const seen = watchText(watch, items, paint);
  if (items.length === 0) return `${seen}${summary}\n`;
  const rows = items.map(({ name, project, connector, state, keys, fields }): readonly Cell[] => [
    { text: name },
    { text: project },
    { text: connector },
    { text: state },
    { text: keys.join(', ') },
    { text: fields.join(', '), paint: paint.faint },
  ]);
  return `${gridOf(['CONNECTION', 'PROJECT', 'CONNECTOR', 'STATE', 'KEYS', 'FIELDS'], rows, paint)}\n${seen}${summary}\n`;
}

/** Nothing where nothing needs to be seen to. */
function watchText(watch: WatchFinding, items: readonly SecretUsage[], paint: Paint): string {
  if (!watch?.finding) return '';
  const rewrites = items.flatMap(({ name, rewrites: its }) => its.map(({ field, rewrite }) => `  ${name}  ${field}  ${rewrite}`));
  const fix = watch.fix ? [`  Fix: ${watch.fix.text}`, ...watch.fix.commands.map((command) => `    $ ${command}`)] : [];
  const lines = [`  ${watch.message} First seen ${watch.since}.`, ...fix, ...rewrites].map(plainText);
  return [paint.bad(watch.finding), ...lines, '', ''].join('\n');
}

function summaryOf(count: number): string {
  if (count === 0) return 'No stored connection that you see uses this secret.';
  return count === 1 ? '1 connection uses this secret.' : `${count} connections use this secret.`;
}

function compared(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
