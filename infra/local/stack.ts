import type { AwsEndpoint } from './aws/endpoint.ts';
import type { EventBridgeEvent } from './aws/events.ts';
import { openClock, type Clock } from './clock.ts';
import { memoryDirectory, openDirectory, type DataDirectory } from './data-directory.ts';
import type { Issuer } from './issuer.ts';
import { openSeed, plantSecrets, type Seed } from './seed.ts';
import { openApi } from './stack-api.ts';
import { openAws } from './stack-aws.ts';
import { startJira, type DemoJira } from './targets/jira.ts';

export type StackOptions = {
  /** 0, of this and the next two: any free port. */
  readonly port: number;
  readonly awsPort: number;
  readonly jiraPort: number;
  /** Null: everything in memory, gone with close(). */
  readonly dataDirectory: string | null;
  /** "127.0.0.1:9443": literal addresses the guard lets through, besides the demo Jira. */
  readonly localTargets?: readonly string[];
  /** What to run: a project folder that was packaged, perhaps with other parameters; this one by default. */
  readonly packagedIn?: URL;
  /** Settings for every function over those of the template: {UNTAGGED_SECRETS: "vendor"}. */
  readonly settings?: Readonly<Record<string, string>>;
  /** False: nothing starts by the clock, so that whoever counts calls counts what was asked for; true by default. */
  readonly hasSchedules?: boolean;
  /** PEM of authorities that the functions trust besides the usual ones, for targets with TLS. */
  readonly trustedCertificates?: readonly string[];
  /** AWS_ENDPOINT_URL_*, LOCAL_ISSUER, LOCAL_LIMITS, and what goes with them; nothing by default. */
  readonly shell?: Readonly<Record<string, string | undefined>>;
  /** Each line as it comes: the functions' output, and one per request. */
  log?(line: string): void;
};

export type Stack = {
  /** "http://127.0.0.1:3000" */
  readonly url: string;
  readonly aws: AwsEndpoint;
  readonly jira: DemoJira;
  /** The values that were made for this stack: what must never be seen elsewhere. */
  readonly seed: Seed;
  readonly clock: Clock;
  /** Null where the local issuer is off. */
  readonly issuer: Issuer | null;
  /** Events emitted so far, oldest first. */
  readonly events: () => readonly EventBridgeEvent[];
  /** All lines so far (the newest 50,000): the functions' stdout and stderr, and one per request. */
  readonly lines: readonly string[];
  /** An access token: ["demo:editor"], one hour by default. @throws Error where the issuer is off */
  token(roles: readonly string[], options?: { readonly subject?: string; readonly lifetimeSeconds?: number }): Promise<string>;
  close(): Promise<void>;
};

/** What the parts of a stack share while it opens. */
export type Opening = {
  readonly options: StackOptions;
  readonly data: DataDirectory;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  /** Called in reverse when the stack closes. */
  readonly closers: (() => Promise<void> | void)[];
};

const KEPT_LINES = 50_000;

/**
 * The whole product on this machine: the API with the built bundles behind it, the embedded AWS endpoint, the demo Jira.
 * @throws Error with a sentence for the terminal: nothing built, a port or the folder in use, a route not known
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const closers: Opening['closers'] = [];
  const close = async (): Promise<void> => {
    for (const end of closers.splice(0).toReversed()) await end();
  };
  try {
    return { ...(await open(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(options: StackOptions, closers: Opening['closers']): Promise<Omit<Stack, 'close'>> {
  const data = options.dataDirectory === null ? memoryDirectory() : openDirectory(options.dataDirectory);
  closers.push(data.release);
  const lines: string[] = [];
  const log = (line: string): void => {
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
    options.log?.(line);
  };
  const opening = { options, data, clock: openClock(data, Date.now), log, closers };
  const seed = openSeed(data);
  const jira = await startJira(options.jiraPort, seed.account);
  closers.push(jira.close);
  const embedded = await openAws(opening);
  await plantSecrets({ aws: embedded.aws, data, seed, jiraHost: jira.host });
  const { url, issuer } = await openApi(opening, embedded, [jira.host, ...(options.localTargets ?? [])]);
  return { url, aws: embedded.aws, jira, seed, clock: opening.clock, issuer, events: embedded.events, lines, token: tokensOf(issuer) };
}

function tokensOf(issuer: Issuer | null): Stack['token'] {
  return async (roles, { subject = 'local', lifetimeSeconds = 3600 } = {}) => {
    if (!issuer) throw new Error('The local issuer is off.');
    return issuer.issue({ subject, roles, lifetimeSeconds });
  };
}
