import type { IncomingMessage } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { startTarget, type Target } from '../target.ts';
import { ENCODINGS } from './encodings.ts';
import { PLACES } from './reflections.ts';

export type Cell = { readonly encoding: string; readonly place: string; readonly turn: number };

/** Every encoding in every place, each place with what it varies over the encodings. */
export const CELLS: readonly Cell[] = [...PLACES.keys()].flatMap((place, at) =>
  [...ENCODINGS.keys()].map((encoding, index) => ({ encoding, place, turn: index + at })),
);

export type ReflectingTarget = Target & {
  /** How often each credential was received, and so said back. */
  readonly received: ReadonlyMap<string, number>;
};

/** `mint`: the token for whoever asks with this credential. */
type Options = { readonly mint?: (credential: string) => string };

/** A target that writes the credential it was sent back as the cell in the path says: "/cell/17". `/token` hands out what `mint` makes. */
export async function startReflectingTarget({ mint = (credential) => credential }: Options = {}): Promise<ReflectingTarget> {
  const received = new Map<string, number>();
  const target = await startTarget((request, response) => {
    void textOf(request).then((body) => {
      const credential = credentialIn(request, body);
      received.set(credential, (received.get(credential) ?? 0) + 1);
      if (request.url === '/token') {
        response.setHeader('content-type', 'application/json');
        return response.end(JSON.stringify({ access_token: mint(credential), token_type: 'Bearer', scope: credential }));
      }
      const { encoding, place, turn } = CELLS[Number(/^\/cell\/(\d+)/.exec(request.url ?? '')?.[1])]!;
      const { text, cut } = PLACES.get(place)!(ENCODINGS.get(encoding)!(credential), turn);
      const { socket } = request;
      if (!cut) return socket.end(text);
      return socket.write(text, () => setImmediate(() => socket.destroy()));
    });
  });
  return { ...target, received };
}

function credentialIn({ url = '', headers }: IncomingMessage, body: string): string {
  const form = new URLSearchParams(body).get('client_secret');
  const query = new URL(url, 'http://target.test').searchParams.get('key');
  return form ?? query ?? (headers.authorization ?? '').replace(/^Bearer /, '');
}
