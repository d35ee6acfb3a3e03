import type { Server } from 'node:net';

/** Listens on 127.0.0.1 only. @throws Error that says what to do when the port is taken */
export function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listeningError(error, port)));
    server.listen(port, '127.0.0.1', resolve);
  });
}

/** The sentence for the terminal where a port cannot be had. */
export function listeningError(error: unknown, port: number): Error {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'EACCES') return new Error(`Port ${port} of 127.0.0.1 may not be used by this user. Choose one above 1023: PORT=4000 AWS_PORT=4001 npm start`);
  if (code === 'EADDRINUSE') return new Error(`Port ${port} of 127.0.0.1 is in use. Stop what uses it, or choose others: PORT=4000 AWS_PORT=4001 npm start`);
  return error instanceof Error ? error : new Error(`Port ${port} of 127.0.0.1 cannot be used.`);
}

export function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Ends what is open, at once. */
export function close(server: Server & { closeAllConnections?(): void }): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections?.();
  });
}
