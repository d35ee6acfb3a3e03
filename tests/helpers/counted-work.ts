type Call = { readonly self: unknown; readonly args: readonly unknown[]; readonly result: unknown; readonly lastIndex: number };

/** Adds what each call of a method costs to `work` until the returned function is called. */
function observe(target: object, method: string, count: (call: Call) => void): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(target, method)!;
  function observed(this: unknown, ...args: readonly unknown[]): unknown {
    const lastIndex = this instanceof RegExp && (this.global || this.sticky) ? this.lastIndex : 0;
    const result: unknown = Reflect.apply(descriptor.value, this, args);
    count({ self: this, args, result, lastIndex });
    return result;
  }
  Object.defineProperty(target, method, { ...descriptor, value: observed });
  return () => void Object.defineProperty(target, method, descriptor);
}

const lengthOf = ({ self }: Call): number => String(self).length;

/** A search looks at everything from where it starts to the end of its hit, or to the end. */
function costOfIndexOf(call: Call): number {
  const [needle, from = 0] = call.args;
  const end = call.result === -1 ? lengthOf(call) : Number(call.result) + String(needle).length;
  return end - Math.min(Number(from), lengthOf(call));
}

function costOfLastIndexOf(call: Call): number {
  return Math.min(Number(call.args[1] ?? Infinity), lengthOf(call)) - Math.max(Number(call.result), 0);
}

/** `test`, `replace` and `matchAll` come through here as well; backtracking within one match is not seen. */
function costOfExec({ args, result, lastIndex }: Call): number {
  const end = Array.isArray(result) ? Number(Reflect.get(result, 'index')) + String(result[0]).length : String(args[0]).length;
  return end - lastIndex;
}

/** A text is read whole, or hashed. */
function costOfText({ args: [text] }: Call): number {
  return typeof text === 'string' ? text.length : 1;
}

const costOfStartsWith = ({ args: [start] }: Call): number => String(start).length;

const COSTS: readonly (readonly [target: object, methods: readonly string[], costOf: (call: Call) => number])[] = [
  [String.prototype, ['indexOf'], costOfIndexOf],
  [String.prototype, ['lastIndexOf'], costOfLastIndexOf],
  [String.prototype, ['includes', 'normalize', 'split', 'toLowerCase', 'trim', 'replaceAll'], lengthOf],
  [String.prototype, ['charAt', 'charCodeAt', 'slice', 'endsWith', 'at'], () => 1],
  [String.prototype, ['startsWith'], costOfStartsWith],
  [RegExp.prototype, ['exec'], costOfExec],
  [JSON, ['parse'], costOfText],
  [TextEncoder.prototype, ['encode'], costOfText],
  [Set.prototype, ['has', 'add'], costOfText],
  [Object.getPrototypeOf(Uint8Array.prototype), ['fill'], ({ self }) => (self instanceof Uint8Array ? self.length : 0)],
];

/** How many characters string methods, patterns, sets, JSON.parse and TextEncoder look at while `act` runs, and how many bytes are filled: the same on every machine, however busy. */
export function countedWork(act: () => unknown): number {
  let work = 0;
  const restore = COSTS.flatMap(([target, methods, costOf]) => methods.map((method) => observe(target, method, (call) => void (work += costOf(call)))));
  try {
    act();
  } finally {
    for (const undo of restore) undo();
  }
  return work;
}
