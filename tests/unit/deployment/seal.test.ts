import { Socket as NodeSocket } from 'node:net';
import { expect, it } from 'vitest';
import * as net from '../../../infra/bundle/sealed/net.ts';
import nothing from '../../../infra/bundle/sealed/nothing.ts';
import * as tls from '../../../infra/bundle/sealed/tls.ts';

it('a library that opens a connection of its own gets an error, however it goes about it', () => {
  expect(() => new net.Socket().connect()).toThrow('is given one');
  expect(() => net.connect()).toThrow('is given one');
  expect(() => net.createConnection()).toThrow('is given one');
  expect(() => net.createServer()).toThrow('is given one');
  expect(() => tls.connect({ host: '127.0.0.1', port: 1 })).toThrow('is given one');
});

it('the connection that a library is given passes for one of its own', () => {
  expect(new NodeSocket() instanceof net.Socket).toBe(true);
  expect({} instanceof net.Socket).toBe(false);
});

it('names, programs and further ways out may be looked at and not used', () => {
  for (const use of [() => nothing['lookup']?.(), () => nothing['promises']?.['resolveSrv']?.(), () => nothing['spawn']?.()])
    expect(use).toThrow('neither is here');
  const Worker = nothing['Worker']!;
  expect(() => new Worker()).toThrow('neither is here');
});

it('machine code is not there, and who asks for it hears so at once', async () => {
  await expect(import('../../../infra/bundle/sealed/addon.ts')).rejects.toThrow('not here');
});
