/** A text that no printer shows. `reveal` is legal in the files that tests/unit/architecture.test.ts lists, nowhere else. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toJSON(): string {
    return '[secret]';
  }

  toString(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}

/** A config after substitution: the same shape, every text, number and boolean in it a Secret. */
export type SecretTree = Secret | readonly SecretTree[] | { readonly [name: string]: SecretTree };
export type SecretFields = Readonly<Record<string, SecretTree>>;
