import type { Paint } from './paint.ts';
import { plainText } from './plain-text.ts';
import { type Finding, isBad, type Report, type Result, summaryOf } from './report.ts';

export type Cell = { readonly text: string; readonly paint?: (text: string) => string };

const GAP = '  ';

/** A table of the results: outcome, connection, project, file, detail. */
export function tableOf(results: readonly Result[], paint: Paint): string {
  const rows = results.map((result): readonly Cell[] => [
    { text: result.outcome, paint: isBad(result) ? paint.bad : paint.good },
    { text: result.name },
    { text: result.project ?? '' },
    { text: result.file ?? '', paint: paint.faint },
    { text: result.detail ?? '' },
  ]);
  return gridOf(['OUTCOME', 'CONNECTION', 'PROJECT', 'FILE', 'DETAIL'], rows, paint);
}

/** Rows below their heads, each column as wide as its widest text; columns that say nothing are left out. */
export function gridOf(titles: readonly string[], rows: readonly (readonly Cell[])[], paint: Paint): string {
  const heads = titles.map((text): Cell => ({ text, paint: paint.faint }));
  const used = heads.map((_, column) => rows.some((row) => row[column]?.text !== ''));
  const shown = [heads, ...rows].map((row) => row.filter((_, column) => used[column]).map((cell) => ({ ...cell, text: plainText(cell.text) })));
  const widths = (shown[0] ?? []).map((_, column) => Math.max(...shown.map((row) => row[column]?.text.length ?? 0)));
  return shown.map((row) => `${lineOf(row, widths)}\n`).join('');
}

function lineOf(row: readonly Cell[], widths: readonly number[]): string {
  const cells = row.map(({ text, paint = (same: string) => same }, column) => `${paint(text)}${' '.repeat((widths[column] ?? 0) - text.length)}`);
  return cells.join(GAP).trimEnd();
}

/** What is wrong, each with its place and what to do; nothing where all is well. */
export function findingsOf(results: readonly Result[], paint: Paint): string {
  return results.flatMap((result) => result.findings.map((finding) => `\n${findingText(result, finding, paint)}`)).join('');
}

function findingText(result: Result, { line, pointer, code, message, fix }: Finding, paint: Paint): string {
  const place = result.file === undefined ? result.name : `${result.file}${line === undefined ? '' : `:${line}`}`;
  const head = [place, ...(pointer === undefined || pointer === '' ? [] : [pointer]), paint.bad(code)];
  const body = [message, ...(fix ? [`Fix: ${fix.text}`, ...fix.commands.map((command) => `  $ ${command}`)] : [])];
  return [head.map((part) => (part === head.at(-1) ? part : plainText(part))).join(GAP), ...body.map((each) => `  ${plainText(each)}`), ''].join('\n');
}

export function textReport(report: Report, paint: Paint): string {
  const { results, run } = report;
  const summary = results.length === 0 && !run ? 'Nothing to do.' : `${summaryOf(report)}.`;
  if (results.length === 0 && run) return `${run.id}: ${summary}\n`;
  return `${tableOf(results, paint)}${findingsOf(results, paint)}\n${run ? `${run.id}: ` : ''}${summary}\n`;
}
