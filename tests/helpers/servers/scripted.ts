import type { Socket } from 'node:net';
import { type Hostility, said, startHostileServer, type UntilTls } from './hostile-server.ts';
import { logInAt, type LoggedIn, type LoginAsked } from './log-in-at.ts';

export type Answer = string | Buffer;

/** One answer for each thing that is said; a first one, if any, before anything is. */
export function answering(first: Answer | null, answers: readonly Answer[]): (socket: Socket) => void {
  return (socket) => {
    const left = [...answers];
    if (first !== null) socket.write(first);
    socket.on('data', () => {
      const answer = left.shift();
      if (answer !== undefined) socket.write(answer);
    });
  };
}

/** What a server says until TLS: each line answered, none waited for after the last. */
export function untilTls(first: Answer, answer: Answer): UntilTls {
  return async (socket) => {
    socket.write(first);
    await said(socket);
    socket.write(answer);
  };
}

export type Scripted = LoggedIn & { readonly connections: number; readonly clear: string; readonly secured: string };

/** A login at a server that acts by a script, and all that this server was told. */
export async function logInAtScripted(hostility: Hostility, asked: Omit<LoginAsked, 'port'>): Promise<Scripted> {
  const server = await startHostileServer(hostility);
  const ended = await logInAt({ ...asked, port: server.port });
  await server.close();
  return { ...ended, connections: server.connections(), clear: server.inTheClear().toString(), secured: server.underTls().toString() };
}
