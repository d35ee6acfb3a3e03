/** Who may send to a host at one time from one environment; the others stand in a line. */
export type HostLine = {
  /** Null once it is one's turn; else when to come again, since too many were before. */
  take(host: string, id: string): Promise<number | null>;
  /** The next in the line has its place now. */
  leave(host: string, id: string): void;
};
type Waiting = { readonly id: string; readonly admit: () => void };
/** `tookMs` is how long the last one stayed, `promisedMs` when the last one who was sent away is to come again. */
type Place = { readonly inside: Map<string, number>; readonly waiting: Waiting[]; tookMs: number; promisedMs: number };
type LineDeps = { readonly now: () => number; readonly wait: (ms: number) => Promise<void>; readonly mostInsideMs: number };

/** That bounds what is under way when a host dies that everybody trusts: from five environments it sees at most 20 requests in any minute. */
export const MOST_INSIDE = 3;
const PATIENCE_MS = 2_000;
const SOONEST_MS = 1_000;
const MOST_HOSTS = 2_000;
const LATEST_MS = 120_000;

export function makeHostLine({ now, wait, mostInsideMs }: LineDeps): HostLine {
  const places = new Map<string, Place>();
  const placeOf = (host: string): Place => {
    const place = places.get(host) ?? { inside: new Map(), waiting: [], tookMs: 0, promisedMs: 0 };
    places.delete(host);
    places.set(host, place);
    if (places.size > MOST_HOSTS) forgetOne(places);
    return place;
  };
  return {
    take: async (host, id) => {
      const place = placeOf(host);
      // Whoever is inside for so long will not come to leave.
      for (const [other, sinceMs] of place.inside) if (now() - sinceMs > mostInsideMs) place.inside.delete(other);
      if (place.inside.size >= MOST_INSIDE && !(await hasTurn(place, { id, patience: wait(PATIENCE_MS) }))) return promised(place, now());
      place.inside.set(id, now());
      return null;
    },
    leave: (host, id) => {
      const place = placeOf(host);
      const sinceMs = place.inside.get(id);
      if (sinceMs !== undefined) {
        place.tookMs = now() - sinceMs;
        place.inside.delete(id);
        passOn(place, now());
      }
    },
  };
}

/** The one that nobody has been at for the longest time. */
function forgetOne(places: Map<string, Place>): void {
  for (const [host, { inside }] of places)
    if (inside.size === 0) {
      places.delete(host);
      return;
    }
}

function hasTurn({ waiting }: Place, { id, patience }: { readonly id: string; readonly patience: Promise<void> }): Promise<boolean> {
  return new Promise((resolve) => {
    const own = { id, admit: () => resolve(true) };
    waiting.push(own);
    void patience.then(() => {
      const index = waiting.indexOf(own);
      if (index !== -1) waiting.splice(index, 1);
      resolve(false);
    });
  });
}

/** From hand to hand, so that nobody gets in between. */
function passOn({ inside, waiting }: Place, nowMs: number): void {
  const next = waiting.shift();
  if (!next) return;
  inside.set(next.id, nowMs);
  next.admit();
}

/** Those who are sent away come again one after the other, as fast as the host takes them: coming for nothing too often, they would be given up. */
function promised(place: Place, nowMs: number): number {
  const afterLast = place.promisedMs + place.tookMs / MOST_INSIDE;
  place.promisedMs = Math.ceil(Math.min(nowMs + LATEST_MS, Math.max(nowMs + SOONEST_MS, afterLast)));
  return place.promisedMs;
}
