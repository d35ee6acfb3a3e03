import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openClock, type Clock } from '../../../infra/local/clock.ts';
import { memoryDirectory } from '../../../infra/local/data-directory.ts';
import { runFunctions, type Functions, type LocalFunction } from '../../../infra/local/functions.ts';

const BUNDLE = new URL('../../fixtures/local/bundle/handler.mjs', import.meta.url);
const TIMEOUT_MS = 20_000;
/** So long a busy machine may take between two looks at one clock; what is told by it is an hour or a day. */
const APART_MS = 60_000;

let functions: Functions;
let clock: Clock;
let lines: string[];

function one(name: string, changed: Partial<LocalFunction> = {}): LocalFunction {
  return {
    name,
    bundle: BUNDLE,
    environment: { OWN: name, AWS_LAMBDA_FUNCTION_NAME: name, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256' },
    timeoutMs: TIMEOUT_MS,
    memoryMb: 256,
    ...changed,
  };
}

beforeEach(() => {
  lines = [];
  clock = openClock(memoryDirectory(), () => 1_700_000_000_000);
  const all = [one('one'), one('two'), one('broken', { bundle: new URL('./missing.mjs', BUNDLE) })];
  functions = runFunctions({ functions: all, clock, log: (line) => lines.push(line) });
});

afterEach(async () => {
  vi.useRealTimers();
  await functions.close();
});

describe('a function', () => {
  it('sees its own environment and nothing of the process it runs in', async () => {
    process.env['SHELL_SECRET'] = 'of the developer';
    try {
      expect(await functions.invoke('one', { deed: 'environment' })).toEqual({
        OWN: 'one',
        AWS_LAMBDA_FUNCTION_NAME: 'one',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      });
      expect(await functions.invoke('two', { deed: 'environment' })).toMatchObject({ OWN: 'two' });
    } finally {
      delete process.env['SHELL_SECRET'];
    }
  });

  it("gets Lambda's context", async () => {
    const context = await functions.invoke('one', { deed: 'context' });
    expect(context).toMatchObject({
      functionName: 'one',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:137149879143:function:one',
      memoryLimitInMB: '256',
    });
    expect(context).toHaveProperty('awsRequestId', expect.stringMatching(/^[0-9a-f-]{36}$/));
    expect(context).toHaveProperty('remainingMs', expect.any(Number));
  });

  it('keeps its state between calls, and has none of another function', async () => {
    expect(await functions.invoke('one', { deed: 'count' })).toBe(1);
    expect(await functions.invoke('one', { deed: 'count' })).toBe(2);
    expect(await functions.invoke('two', { deed: 'count' })).toBe(1);
  });

  it('serves calls at the same time', async () => {
    expect(await Promise.all([functions.invoke('one', { deed: 'meet' }), functions.invoke('one', { deed: 'meet' })])).toEqual(['first', 'second']);
  });

  it('has its output forwarded line by line, with its name in front', async () => {
    await functions.invoke('one', { deed: 'print', text: 'a line\nanother' });
    await expect.poll(() => lines).toEqual(['[one] a line', '[one] another']);
  });

  it('that throws fails the call alone, and logs what Lambda would', async () => {
    await expect(functions.invoke('one', { deed: 'fail', text: 'because' })).rejects.toThrow('The function threw an error.');
    await expect.poll(() => lines.join()).toMatch(/^\[one\] \{"level":"ERROR".*"errorType":"TypeError","errorMessage":"because"/);
    expect(await functions.invoke('one', { deed: 'count' })).toBe(1);
  });

  it.each(['crash', 'exit'])('that ends itself (%s) fails the calls it had, and the next call gets a fresh one', async (deed) => {
    expect(await functions.invoke('one', { deed: 'count' })).toBe(1);
    const others = functions.invoke('one', { deed: 'hang' });
    await Promise.all([
      expect(functions.invoke('one', { deed })).rejects.toThrow('The function stopped.'),
      expect(others).rejects.toThrow('The function stopped.'),
    ]);
    expect(await functions.invoke('one', { deed: 'count' })).toBe(1);
  });

  it('that runs into its timeout is ended, and the next call gets a fresh one', async () => {
    expect(await functions.invoke('two', { deed: 'count' })).toBe(1);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const hanging = functions.invoke('two', { deed: 'hang' }).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS - 1);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await hanging).toEqual(new Error('The function took too long.'));
    vi.useRealTimers();
    expect(await functions.invoke('two', { deed: 'count' })).toBe(1);
  });

  it('whose bundle cannot be loaded fails every call, and does not take the others along', async () => {
    for (const _ of [1, 2]) await expect(functions.invoke('broken', { deed: 'count' })).rejects.toThrow('The function stopped.');
    expect(await functions.invoke('one', { deed: 'count' })).toBe(1);
  });

  it('that nobody declared is not run', async () => {
    await expect(functions.invoke('three', {})).rejects.toThrow('There is no function three.');
  });
});

type Times = { now: number; date: number; called: string; fixed: number; isDate: boolean };

async function timesOf(name: string): Promise<Times> {
  const times: Times = JSON.parse(JSON.stringify(await functions.invoke(name, { deed: 'now' })));
  return times;
}

describe('the clock of a function', () => {
  it("is the stack's, when it was advanced before the function started and after", async () => {
    clock.advance('PT1H');
    const first = await timesOf('one');
    clock.advance('P1D');
    const second = await timesOf('one');
    expect(first.now - Date.now()).toBeGreaterThan(3_600_000 - APART_MS);
    expect(Math.abs(second.now - first.now - 86_400_000)).toBeLessThan(APART_MS);
    expect(Math.abs(second.date - second.now)).toBeLessThan(APART_MS);
    expect(Math.abs(Date.parse(second.called) - second.now)).toBeLessThan(APART_MS);
    expect(second).toMatchObject({ fixed: 0, isDate: true });
  });
});
