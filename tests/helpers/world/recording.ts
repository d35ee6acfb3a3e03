/** What a thread must know to record its dials. */
export type Recording = {
  readonly dnsPort: number;
  readonly listenerPort: number;
  /** Ports that are the world's on every address, 127.0.0.1 included. */
  readonly ports: readonly number[];
  /** One line of JSON for each dial. */
  readonly file: string;
};

const VARIABLE = 'WORLD_RECORDING';

/** The environment of a thread that records. */
export function recordingEnvironment(recording: Recording): Record<string, string> {
  const preload = new URL('recorded-dials.ts', import.meta.url).href;
  return { [VARIABLE]: JSON.stringify(recording), NODE_OPTIONS: `--import=${preload}` };
}

export function setup(): Recording {
  return JSON.parse(process.env[VARIABLE] ?? '');
}
