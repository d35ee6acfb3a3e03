import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { ACCOUNT, REGION } from './account.ts';
import type { Clock } from './clock.ts';
import { READY, type FunctionAnswer, type FunctionCall, type WorkerStart } from './function-messages.ts';

/** One Lambda function: its bundle and the environment it sees, which is all it sees. */
export type LocalFunction = {
  readonly name: string;
  readonly bundle: URL;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
};

export type FunctionsOptions = {
  readonly functions: readonly LocalFunction[];
  readonly clock: Clock;
  /** PEM, trusted by the functions besides the usual authorities. */
  readonly trustedCertificates?: readonly string[];
  /** A line of a function's stdout or stderr, with the function's name in front. */
  readonly log: (line: string) => void;
};

export type Functions = {
  /** @throws Error when the function fails, crashes or takes too long; says which, nothing of why */
  readonly invoke: (name: string, event: unknown) => Promise<unknown>;
  readonly close: () => Promise<void>;
};

type Waiting = { readonly resolve: (json: string) => void; readonly reject: (error: Error) => void };
type Environment = {
  readonly worker: Worker;
  /** Resolves once the bundle is loaded; never where it cannot be. */
  readonly ready: Promise<void>;
  readonly waiting: Map<string, Waiting>;
  isRetired: boolean;
};
type Request = { readonly event: string; readonly timeoutMs: number; readonly now: () => number };

const WORKER_FILE = new URL('./function-worker.ts', import.meta.url);
// As on Lambda, where loading the bundle does not count as the function's time either.
const LOADING_MS = 10_000;

/** Runs each function in a worker thread of its own, started at its first call and again after a crash. */
export function runFunctions(options: FunctionsOptions): Functions {
  const current = new Map<string, Environment>();
  const running = new Set<Worker>();
  const environmentOf = (called: LocalFunction): Environment => {
    const standing = current.get(called.name);
    if (standing && !standing.isRetired) return standing;
    const fresh = startEnvironment(called, options);
    current.set(called.name, fresh);
    running.add(fresh.worker);
    fresh.worker.once('exit', () => running.delete(fresh.worker));
    return fresh;
  };
  return {
    invoke: async (name, event) => {
      const called = options.functions.find((one) => one.name === name);
      if (!called) throw new Error(`There is no function ${name}.`);
      return call(environmentOf(called), { event: JSON.stringify(event), timeoutMs: called.timeoutMs, now: options.clock.now });
    },
    close: async () => void (await Promise.all([...running].map((worker) => worker.terminate()))),
  };
}

async function call(environment: Environment, request: Request): Promise<unknown> {
  const id = randomUUID();
  let timer: NodeJS.Timeout | undefined;
  const answered = new Promise<string>((resolve, reject) => environment.waiting.set(id, { resolve, reject }));
  void environment.ready.then(() => {
    timer = setTimeout(() => giveUp(environment, id), request.timeoutMs);
    environment.worker.postMessage({ id, event: request.event, deadlineMs: request.now() + request.timeoutMs } satisfies FunctionCall, []);
  });
  try {
    return JSON.parse(await answered);
  } finally {
    clearTimeout(timer);
    environment.waiting.delete(id);
    if (environment.isRetired && environment.waiting.size === 0) await environment.worker.terminate();
  }
}

// Lambda ends an environment that ran into its timeout; here the other calls in it may still finish.
function giveUp(environment: Environment, id: string): void {
  environment.isRetired = true;
  environment.waiting.get(id)?.reject(new Error('The function took too long.'));
}

function startEnvironment(started: LocalFunction, options: FunctionsOptions): Environment {
  const worker = startWorker(started, options);
  const ready = new Promise<void>((resolve) => worker.once('message', () => resolve()));
  const environment: Environment = { worker, ready, waiting: new Map(), isRetired: false };
  const loading = setTimeout(() => void worker.terminate(), LOADING_MS);
  void ready.then(() => clearTimeout(loading));
  worker.on('message', (message: FunctionAnswer | typeof READY) => {
    if (message !== READY) settle(environment, message);
  });
  worker.on('exit', () => {
    clearTimeout(loading);
    failAll(environment);
  });
  return environment;
}

function startWorker(started: LocalFunction, { clock, trustedCertificates = [], log }: FunctionsOptions): Worker {
  const functionArn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${started.name}`;
  const worker = new Worker(WORKER_FILE, {
    name: started.name,
    workerData: { bundle: started.bundle.href, functionArn, clock: clock.shared, trustedCertificates } satisfies WorkerStart,
    env: { ...started.environment },
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: started.memoryMb },
  });
  worker.on('error', (error) => log(`[${started.name}] stopped on ${error.name}: ${error.message}`));
  for (const stream of [worker.stdout, worker.stderr]) createInterface({ input: stream }).on('line', (line) => log(`[${started.name}] ${line}`));
  return worker;
}

function settle(environment: Environment, answer: FunctionAnswer): void {
  const waiting = environment.waiting.get(answer.id);
  if (answer.json === null) waiting?.reject(new Error('The function threw an error.'));
  else waiting?.resolve(answer.json);
}

function failAll(environment: Environment): void {
  environment.isRetired = true;
  for (const waiting of environment.waiting.values()) waiting.reject(new Error('The function stopped.'));
}
