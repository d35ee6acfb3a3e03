// MS-TDS §2.2.7.
const COLUMNS = 0x81;
const ERROR = 0xaa;
const INFORMATION = 0xab;
const LOGGED_IN = 0xad;
const ENVIRONMENT_CHANGED = 0xe3;
const DONE = 0xfd;
const DONE_BYTES = 12;
/** Of an environment change: where to connect instead. */
const ROUTING = 20;

/** What the first token that decides says: what was hoped for, a refusal by its number, or another address to go to. */
export type Outcome = 'logged_in' | 'columns' | 'routed' | `${number}`;

/** @throws Error, and RangeError, for a response in which nothing decides */
export function outcomeOf(response: Buffer): Outcome {
  let outcome: Outcome | null = null;
  for (let at = 0; at < response.length; at = after(response, at)) {
    const token = response[at];
    if (token === ERROR) return `${response.readUInt32LE(at + 3)}`;
    // The login is good, and stands elsewhere.
    if (token === ENVIRONMENT_CHANGED && response[at + 3] === ROUTING) return 'routed';
    if (token === COLUMNS) return 'columns';
    if (token === LOGGED_IN) outcome = 'logged_in';
  }
  if (outcome === null) throw new Error('nothing that decides');
  return outcome;
}

function after(response: Buffer, at: number): number {
  const token = response[at];
  if (token === DONE) return at + 1 + DONE_BYTES;
  if (token !== INFORMATION && token !== LOGGED_IN && token !== ENVIRONMENT_CHANGED) throw new Error('a token that no login has');
  return at + 3 + response.readUInt16LE(at + 1);
}
