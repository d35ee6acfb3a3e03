import type { Answers } from './names.ts';
import type { Script, Visit } from './listeners.ts';

/** `namespace`: real names, sockets and addresses in a network of its own. `recorded`: where none may be made, dials are led to a listener and written down. */
export type Mode = 'namespace' | 'recorded';

// oxlint-disable-next-line typescript/no-explicit-any
export type Loose = Record<string, any>;

export type Plan = {
  readonly names: Answers;
  /** What names answer that are not there; nothing where null. */
  readonly elsewhere?: string | null;
  readonly script?: Script;
  /** A secret that gets another value while a request to this path waits for its answer. */
  readonly rotate?: { readonly path: string; readonly arn: string };
};

export type Seen = {
  readonly visits: readonly Visit[];
  /** How often a name was asked for. */
  readonly asked: Readonly<Record<string, number>>;
  /** GetSecretValue and DescribeSecret calls. */
  readonly reads: number;
  readonly tags: number;
};

export type Library = 'request-filtering-agent' | 'ssrf-req-filter';

/** What can be asked of a world. */
export type WorldMethods = {
  /** Sets names and answers, and forgets all that was seen so far. */
  plan(plan: Plan): void;
  seen(): Seen;
  call(route: string, body?: unknown): { readonly httpStatus: number; readonly body: Loose };
  /** As the account's administrator. */
  askAws(action: string, input: Loose): Loose;
  /** With the rules of scheme and spelling off: dials what the system makes of a host, if the judge of addresses lets all of it through. */
  dialJudged(host: string, port: number): 'refused' | 'dialled';
  /** A URL through a library that others use for this. */
  fetchThrough(library: Library, url: string): 'refused' | 'answered' | 'failed';
};

export type Asked = { readonly id: number; readonly method: keyof WorldMethods; readonly args: readonly unknown[] };
export type Answered = { readonly id: number; readonly value?: unknown; readonly error?: string };
