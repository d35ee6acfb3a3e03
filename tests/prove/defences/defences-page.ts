import { DEFENCES } from './all-defences.ts';
import type { Defence } from './defence.ts';

export const TABLE_HEADING = '## Each defence, and the test that fails without it\n';

/** The last part of docs/threat-model.md. */
export function defencesTable(defences: readonly Defence[] = DEFENCES): string {
  const rows = defences.map(
    ({ name, file, test }) => `| ${[name, `[${file}](../${file})`, `[${fileName(test.file)}](../${test.file}): ${test.title}`].map(cell).join(' | ')} |`,
  );
  return `${TABLE_HEADING}
Written by \`npm run prove defences\`. \`%s\` and the like stand for what a table of cases fills in.

| defence | is in | the test that fails |
| --- | --- | --- |
${rows.join('\n')}
`;
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}
