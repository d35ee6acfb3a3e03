/** A module of Node's that no library needs here: it may be loaded and looked at, and does nothing when it is called. */
export interface Nothing {
  (): never;
  new (): never;
  readonly [name: string]: Nothing;
}

function refuse(): never {
  throw new Error('A library reaches for the network, or for another program; neither is here.');
}

function isNothing(made: unknown): made is Nothing {
  return typeof made === 'function';
}

const made: unknown = new Proxy(refuse, {
  get: (_, name) => (typeof name === 'symbol' || name === 'then' ? undefined : made),
  apply: refuse,
  construct: refuse,
});

export default isNothing(made) ? made : refuse();
