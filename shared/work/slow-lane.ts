import { hostLabel } from '../egress/parse-destination.ts';
import type { HostGate } from '../hosts/host-gate.ts';
import type { VerifyDeps } from '../verify-deps.ts';

/** The two queues of the worker: that of all, and that of hosts which take their time. */
export type Lane = 'usual' | 'slow';

/** A test that is to be begun in the slow lane. Nothing was claimed, read or sent. */
export class SlowHost extends Error {
  override readonly name = 'SlowHost';
  /** "jira.example.com:8443" */
  readonly host: string;

  constructor(host: string) {
    super('The host takes its time.');
    this.host = host;
  }
}

/**
 * The same test, but for one that has a slow host to ask: `bind` throws SlowHost. Whoever is not known is no slow host; where that
 * cannot be found out, the gate will say so.
 */
export function unlessSlow(deps: VerifyDeps, { isSlow }: Pick<HostGate, 'isSlow'>): VerifyDeps {
  return {
    ...deps,
    bind: async (request) => {
      for (const host of new Set(request.destinations.map(hostLabel))) if (await isSlow(host).catch(() => false)) throw new SlowHost(host);
      return deps.bind(request);
    },
  };
}
