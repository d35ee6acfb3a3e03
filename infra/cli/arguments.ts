import { parseArgs } from 'node:util';
import { StopError } from './world.ts';

const OPTIONS = {
  url: { type: 'string' },
  'token-file': { type: 'string' },
  project: { type: 'string' },
  label: { type: 'string', multiple: true },
  connector: { type: 'string' },
  state: { type: 'string' },
  secret: { type: 'string' },
  connection: { type: 'string', multiple: true },
  yes: { type: 'boolean' },
  json: { type: 'boolean' },
  junit: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;
type OptionName = keyof typeof OPTIONS;

const EVERYWHERE: readonly OptionName[] = ['url', 'token-file', 'json', 'help'];
const FURTHER = {
  lint: ['project', 'junit'],
  test: ['project', 'junit'],
  apply: ['project', 'junit', 'yes'],
  verify: ['project', 'junit', 'label'],
  'secrets usage': [],
  'runs start': ['project', 'label', 'connector', 'state', 'secret', 'junit'],
  'runs retry': ['junit'],
  'runs cancel': [],
  rehearse: ['connection', 'junit'],
} as const satisfies Record<string, readonly OptionName[]>;
/** What a command must be told; those with null can do without. */
const NEEDS: Readonly<Record<CommandName, string | null>> = {
  lint: 'a file or a directory',
  test: 'a file or a directory',
  apply: 'a file or a directory',
  verify: null,
  'secrets usage': 'the ARN of a secret',
  'runs start': null,
  'runs retry': 'the id of a run',
  'runs cancel': 'the id of a run',
  rehearse: 'the ARN of a secret',
};
/** What some take one of at most. */
const ONE: Readonly<Partial<Record<CommandName, string>>> = {
  'secrets usage': 'takes one ARN',
  'runs start': 'takes options alone',
  'runs retry': 'takes one id',
  'runs cancel': 'takes one id',
  rehearse: 'takes one ARN',
};
/** First words of commands that have two. */
const GROUPS: ReadonlySet<string> = new Set(['secrets', 'runs']);
export type CommandName = keyof typeof FURTHER;

export type Arguments = {
  readonly command: CommandName;
  readonly paths: readonly string[];
  readonly values: ReturnType<typeof parsed>['values'];
  readonly labels: readonly (readonly [string, string])[];
};

export const USAGE = `Usage: npm run --silent cli -- <command>

  lint FILE…      check fields and masks of connection files; asks neither AWS nor the target
  test FILE…      test what connection files describe, without storing it
  apply DIR       show what would be created and changed; --yes does it
  verify [DIR]    test stored connections: those of the files, or all you see
                  --label name:value   only those with this label (again for more)
  secrets usage ARN
                  which stored connections use a secret, in which fields and by which keys
  runs start      have the API verify all stored connections that you select, and wait for it
                  --label name:value, --connector ID, --state STATE, --secret ARN
  runs retry RUN  verify those again that failed in a run
  runs cancel RUN begin no further test of a run
  rehearse ARN    try a secret's pending version with the connections that use it
                  --connection ID      only this one (again for more)

  --url URL           the API; or SMR_URL
  --token-file FILE   holds the access token; or SMR_TOKEN holds it
  --project ID        the project, where a file names none (files, verify, runs start)
  --json              one JSON document on stdout
  --junit FILE        write a JUnit file too (files, verify, runs, rehearse)

Exit code: 0 all is well, 1 a connection is broken or a file is wrong, 2 called wrongly or the API cannot be asked.
`;

/** Null where help was asked for. @throws StopError that quotes no value of an argument */
export function readArguments(argv: readonly string[]): Arguments | null {
  const { values, positionals, tokens } = parsed(argv);
  if (values.help) return null;
  const [name, paths] = commandIn(positionals);
  if (!isCommand(name)) throw wrongly(name === undefined ? 'There is no command.' : 'There is no such command.');
  const given = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
  const known: ReadonlySet<string> = new Set([...EVERYWHERE, ...FURTHER[name]]);
  const other = given.find((option) => !known.has(option));
  if (other !== undefined) throw wrongly(`"${name}" has no option --${other}.`);
  checkPaths(name, paths);
  if (values.junit === '') throw wrongly('--junit needs the name of a file.');
  return { command: name, paths, values, labels: (values.label ?? []).map(labelOf) };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true, tokens: true });
  } catch {
    // The message of parseArgs quotes arguments; one of them may be a token that was given in error.
    throw argv.some((argument) => /^--token(?:=|$)/.test(argument))
      ? new StopError(
          'A token is never an argument: other processes of the machine can read it there.',
          'Set SMR_TOKEN, or give --token-file FILE. Have that token revoked if it is a real one.',
        )
      : wrongly('An option is not known, or lacks its value.');
  }
}

function checkPaths(name: CommandName, paths: readonly string[]): void {
  const need = NEEDS[name];
  if (need !== null && paths.length === 0) throw wrongly(`"${name}" needs ${need}.`);
  const one = ONE[name];
  if (one !== undefined && paths.length > (need === null ? 0 : 1)) throw wrongly(`"${name}" ${one}.`);
}

/** The words of a command, and what it is to work on. */
function commandIn([first, second, ...rest]: readonly string[]): readonly [string | undefined, readonly string[]] {
  if (first !== undefined && GROUPS.has(first) && second !== undefined) return [`${first} ${second}`, rest];
  return [first, second === undefined ? [] : [second, ...rest]];
}

function isCommand(name: string | undefined): name is CommandName {
  return name !== undefined && Object.hasOwn(FURTHER, name);
}

function labelOf(text: string): readonly [string, string] {
  const colon = text.indexOf(':');
  if (colon < 1) throw wrongly('--label is written name:value.');
  return [text.slice(0, colon), text.slice(colon + 1)];
}

function wrongly(message: string): StopError {
  return new StopError(message, '"npm run --silent cli -- --help" shows how it is called.');
}
