/** A test that is not begun now, since something else has to come first. Nothing was sent. `untilMs`, since 1970, is when beginning it is of use. */
export class Deferral extends Error {
  override readonly name: string = 'Deferral';
  readonly untilMs: number;

  constructor(message: string, untilMs: number) {
    super(message);
    this.untilMs = untilMs;
  }
}
