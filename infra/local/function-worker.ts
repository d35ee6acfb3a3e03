import { parentPort, workerData } from 'node:worker_threads';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { READY, type FunctionAnswer, type FunctionCall, type WorkerStart } from './function-messages.ts';

// The inside of one function's worker thread: what Lambda's runtime does, over messages instead of the Runtime API.

const start: WorkerStart = workerData;
followClock(start.clock);
if (start.trustedCertificates.length > 0) setDefaultCACertificates([...getCACertificates('default'), ...start.trustedCertificates]);

const handler = handlerOf(await import(start.bundle));

parentPort?.on('message', (call: FunctionCall) => {
  void answer(call).then((message) => parentPort?.postMessage(message, []));
});
parentPort?.postMessage(READY, []);

async function answer(call: FunctionCall): Promise<FunctionAnswer> {
  try {
    return { id: call.id, json: JSON.stringify((await handler(JSON.parse(call.event), contextOf(call))) ?? null) };
  } catch (error) {
    console.error(JSON.stringify({ level: 'ERROR', requestId: call.id, ...factsOf(error) }));
    return { id: call.id, json: null };
  }
}

function contextOf(call: FunctionCall): object {
  const name = process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? '';
  return {
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: start.functionArn,
    memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    awsRequestId: call.id,
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, call.deadlineMs - Date.now()),
  };
}

// As Lambda writes an error that a handler let through; what it says is for the leak scanner to see.
function factsOf(error: unknown): object {
  return error instanceof Error ? { errorType: error.name, errorMessage: error.message, stack: error.stack?.split('\n') } : { errorType: typeof error };
}

// Only Date is moved: timers and performance.now() measure real durations.
function followClock(clock: Int32Array<SharedArrayBuffer>): void {
  const machineNow = Date.now.bind(Date);
  const now = (): number => machineNow() + Atomics.load(clock, 0) * 1000;
  globalThis.Date = new Proxy(Date, {
    construct: (target, values, made) => Reflect.construct(target, values.length === 0 ? [now()] : values, made),
    apply: () => new Date(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
}

type Handler = (event: unknown, context: object) => unknown;

function handlerOf(bundle: { readonly handler?: Handler }): Handler {
  if (typeof bundle.handler !== 'function') throw new Error('The bundle exports no handler.');
  return bundle.handler;
}
