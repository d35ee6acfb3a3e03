// Run with: node tests/bench/masks.bench.ts. Prints PERFORMANCE.md's rows 3 and 3b; gates nothing.
import { type Json, type JsonObject, isJsonObject } from '../../shared/json.ts';
import { findMasks } from '../../shared/masks/find-references.ts';
import { scanText } from '../../shared/masks/mask.ts';
import { substitute } from '../../shared/masks/substitute.ts';
import { Secret } from '../../shared/secrets/secret.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials-FsmeTs';
const ROUNDS = 21;
const VALUE = new Secret('s3cr3t-value');

function cpuMs(work: () => unknown): number {
  const start = process.cpuUsage();
  const wall = performance.now();
  work();
  const { user, system } = process.cpuUsage(start);
  return Math.min((user + system) / 1000, performance.now() - wall);
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

const WORDS = [
  'connection',
  'https://api.example.com/v2/items?limit=50&q=a%20b',
  'The quick brown fox jumps over the lazy dog, and works.',
  'Größe: 12 m², “quoted” – 東京',
];
const TEXTS: Readonly<Record<string, (at: number) => string>> = {
  'prose, URLs, tokens': (at) => `${WORDS[at % 3] ?? ''} ${(at * 2654435761).toString(36).repeat(1 + (at % 6))}`,
  'with wide characters': (at) => `${WORDS[at % 4] ?? ''} ${at}`,
  'long texts': (at) => `${(WORDS[at % 3] ?? '').repeat(40)} ${at}`,
};

function payload(size: number, maskCount: number, textOf: (at: number) => string): JsonObject {
  const items: Json[] = [];
  let length = 0;
  for (let at = 0; length < size; at += 1) {
    const item = { id: at, name: `item ${at}`, isOn: at % 2 === 0, text: textOf(at), note: null };
    length += JSON.stringify(item).length + 1;
    items.push(item);
  }
  const every = Math.floor(items.length / Math.max(maskCount, 1));
  for (let at = 0; at < maskCount; at += 1) {
    const item = items[at * every];
    if (isJsonObject(item)) items[at * every] = { ...item, text: `Bearer {{workato:sm:prod.key.${at}:${ARN}}}` };
  }
  return { items };
}

function ratio(text: string): { readonly json: number; readonly ratio: number } {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const config: JsonObject = JSON.parse(text);
    const json = cpuMs(() => JSON.stringify(JSON.parse(text)));
    const ours = cpuMs(() => [findMasks(config, () => 'maskable'), substitute(config, () => VALUE)]);
    return { json, ratio: ours / json };
  });
  return { json: median(rounds.map((round) => round.json)), ratio: median(rounds.map((round) => round.ratio)) };
}

const HOSTILE: Readonly<Record<string, string>> = {
  openers: '{{workato:sm:',
  'openers, one close': '{{workato:sm:',
  ':arn:': ':arn:',
  'ARN starts': ':arn:aws:secretsmanager:',
  braces: '{{',
  backslashes: '\\',
  'escaped openers': '\\{{workato:sm:',
  percents: '%',
  '%25': '%25',
  '%77': '%77',
  'zero-width': '\u200b',
  'soft hyphens after w': 'w\u00ad\u00ad\u00ad\u00ad\u00ad\u00ad',
  'near misses': 'WORKATO:SM:',
  'near misses with ARN': `{workato:sm:k:${ARN}}`,
  'unclosed with ARN': `{{workato:sm:k:${ARN} `,
  blanks: 'workato        ',
  'full-width': 'ｗｏｒｋａｔｏ：ｓｍ：',
  'bad masks': `{{workato:sm:k:${ARN}:a::}}`,
  'a key of :arn:': ':arn:',
};

function hostile(name: string, part: string, length: number): string {
  const run = part.repeat(Math.ceil(length / part.length));
  if (name === 'openers, one close') return `${run}}}`;
  if (name.endsWith(':arn:')) return `{{workato:sm:${run}:${ARN}}}`;
  if (name === 'blanks' || name === 'percents') return `workato:sm:${run}`;
  return run;
}

function best(work: () => unknown): number {
  return Math.min(...Array.from({ length: 7 }, () => cpuMs(work)));
}

console.log('find + substitute, over JSON.parse + JSON.stringify (CPU, median of interleaved rounds)');
for (const [name, textOf] of Object.entries(TEXTS)) {
  for (const [size, masks] of [
    [100_000, 0],
    [6_000_000, 0],
    [100_000, 20],
    [6_000_000, 10_000],
  ] as const) {
    const row = ratio(JSON.stringify(payload(size, masks, textOf)));
    console.log(
      `${name.padEnd(22)} ${String(size).padStart(8)} ${String(masks).padStart(6)} masks  json ${row.json.toFixed(2).padStart(7)} ms  x ${row.ratio.toFixed(2)}`,
    );
  }
}
console.log('\nhostile texts: ms for 500 KB, for 1 MB, and how many times more');
for (const [name, part] of Object.entries(HOSTILE)) {
  const [half, whole] = [hostile(name, part, 500_000), hostile(name, part, 1_000_000)];
  const [halfMs, wholeMs] = [best(() => scanText(half)), best(() => scanText(whole))];
  console.log(`${name.padEnd(22)} ${halfMs.toFixed(2).padStart(8)} ${wholeMs.toFixed(2).padStart(8)}  x ${(wholeMs / halfMs).toFixed(2)}`);
}
