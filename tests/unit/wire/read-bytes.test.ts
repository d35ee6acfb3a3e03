import { PassThrough } from 'node:stream';
import { setTimeout as passed } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { readBytes } from '../../../shared/wire/read-bytes.ts';

it('a message that comes in parts is waited for, and meanwhile time passes', async () => {
  const stream = new PassThrough();
  stream.write('par');
  const reading = readBytes(stream, 5);
  await passed(5);
  stream.write('tial');
  expect((await reading).toString()).toBe('parti');
  expect((await readBytes(stream, 2)).toString()).toBe('al');
  expect(await readBytes(stream, 0)).toHaveLength(0);
});

it.each([
  ['ends', (stream: PassThrough) => stream.end()],
  ['is torn down', (stream: PassThrough) => stream.destroy()],
])('a message whose stream %s is not waited for any longer', async (_, end) => {
  const stream = new PassThrough();
  stream.write('par');
  const reading = readBytes(stream, 5);
  end(stream);
  await expect(reading).rejects.toThrow('before its time');
  await expect(readBytes(stream, 5)).rejects.toThrow('before its time');
});

it('a length that no login has is not waited for', async () => {
  await expect(readBytes(new PassThrough(), 65_537)).rejects.toThrow('longer');
});
