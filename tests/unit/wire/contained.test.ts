import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { contained } from '../../../shared/wire/contained.ts';

it('what a reader throws ends its stream and goes no further', async () => {
  const caught: unknown[] = [];
  const stream = contained(new PassThrough(), (error) => caught.push(error));
  const misread = new Error('misread');
  stream.on('data', () => {
    throw misread;
  });
  const closed = new Promise((resolve) => stream.once('close', resolve));
  stream.write('x');
  await closed;
  expect(caught).toEqual([misread]);
  expect(stream.destroyed).toBe(true);
});
