import type { Duplex } from 'node:stream';

/** What a library throws while it reads would end the process: nobody stands above an event. Here it ends the stream, and `caught` hears of it. */
export function contained<T extends Duplex>(stream: T, caught: (error: unknown) => void): T {
  const emit = stream.emit.bind(stream);
  return Object.assign(stream, {
    emit: (...event: Parameters<typeof emit>): boolean => {
      try {
        return emit(...event);
      } catch (error) {
        caught(error);
        stream.destroy();
        return true;
      }
    },
  });
}
