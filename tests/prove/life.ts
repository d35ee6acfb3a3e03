/** That of one environment of a function: once it is over, nothing that it was at goes on, as if it had been killed there and then. */
export class Life {
  readonly over: Promise<null>;
  #isOver = false;
  #tell = (): void => {};

  constructor() {
    this.over = new Promise((resolve) => (this.#tell = () => resolve(null)));
  }

  end(): void {
    this.#isOver = true;
    this.#tell();
  }

  /** The same calls, none of which begins or comes back afterwards. */
  bound<Args extends readonly unknown[], Answer>(call: (...args: Args) => Promise<Answer>): (...args: Args) => Promise<Answer> {
    return async (...args) => {
      if (this.#isOver) return NEVER;
      try {
        const answer = await call(...args);
        return this.#isOver ? await NEVER : answer;
      } catch (error) {
        if (this.#isOver) return NEVER;
        throw error;
      }
    };
  }
}

const NEVER = new Promise<never>(() => {});
