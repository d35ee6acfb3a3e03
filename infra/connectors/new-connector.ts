import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { OutlineError, outlineOf, type Part, QUESTIONS } from './outline.ts';
import { scaffold } from './scaffold.ts';

export type NewConnectorWorld = {
  /** Where definitions are kept. */
  readonly directory: URL;
  /** Null where nobody can be asked. */
  readonly ask: ((question: string) => Promise<string>) | null;
};

const SCHEMA = new URL('../../shared/connectors/connector.schema.json', import.meta.url);
/** What may be left out. */
const OPTIONAL: ReadonlySet<Part> = new Set<Part>(['proof', 'identity']);

/**
 * Writes one definition, from options or from what is asked, and answers what to do next.
 * @throws OutlineError where a part is missing or wrong, or the service is there already; then nothing is written
 */
export async function newConnector(argv: readonly string[], { directory, ask }: NewConnectorWorld): Promise<string> {
  const given = optionsIn(argv);
  const parts: Record<Part, string> = { id: '', name: '', category: '', docs: '', base: '', path: '', scheme: '', proof: '', identity: '' };
  for (const [part, question] of QUESTIONS) {
    parts[part] = given[part] ?? (await ask?.(`${question}: `))?.trim() ?? '';
    if (parts[part] === '' && !OPTIONAL.has(part)) throw new OutlineError(`--${part} is missing: ${question}.`);
  }
  const connector = scaffold(outlineOf(parts));
  refuseInvalid(connector);
  const file = new URL(`${connector.id}.json`, directory);
  if (existsSync(file)) throw new OutlineError(`There is a definition "${connector.id}" already.`);
  writeFileSync(file, `${JSON.stringify({ $schema: '../connector.schema.json', ...connector }, null, 2)}\n`);
  return nextSteps(connector.id, parts.proof !== '');
}

function optionsIn(argv: readonly string[]): Readonly<Partial<Record<Part, string>>> {
  try {
    const text = { type: 'string' } as const;
    const options = { id: text, name: text, category: text, docs: text, base: text, path: text, scheme: text, proof: text, identity: text };
    return parseArgs({ args: [...argv], options, strict: true }).values;
  } catch {
    throw new OutlineError(`An option is not known or lacks its value. There are ${QUESTIONS.map(([part]) => `--${part}`).join(', ')}.`);
  }
}

function refuseInvalid(connector: unknown): void {
  const ajv = new Ajv2020({ allErrors: true, strict: false, formats: { regex: (text: string) => Boolean(new RegExp(text)) } });
  const isValid = ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8')));
  if (isValid(connector)) return;
  const found = (isValid.errors ?? []).map(({ instancePath, message }) => `  ${instancePath}: ${message}`);
  throw new OutlineError(['The definition would not be valid:', ...new Set(found)].join('\n'));
}

function nextSteps(id: string, hasProof: boolean): string {
  return [
    `shared/connectors/definitions/${id}.json is written, with confidence "unproven". What to do next:`,
    '',
    hasProof
      ? "  1. Read in the vendor's documentation that an answer without a credential lacks the field of the ok rule."
      : '  1. Its ok rule asks for JSON only, which proves nothing: name a field that only an authenticated answer has.',
    '  2. Write down what else the vendor answers: wrong key, missing permission, too many requests, locked.',
    `  3. If both were read in the documentation, say "documented", and write its answers down in tests/fixtures/answers/${id}.json.`,
    '  4. npm run format && npm run docs',
    `  5. npm exec -- vitest run -c tests/vitest.config.ts tests/unit/connectors -t ${id} # a few seconds; at the end without -t`,
    '',
    'docs/adding-a-service.md explains each step.',
  ].join('\n');
}
