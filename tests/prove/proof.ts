/** Tells how far a proof is: a few words, and done of all where that is known. */
export type Progress = (words: string, done?: number, all?: number) => void;

/** One figure of a proof, and whether it is within its bound. */
export type Figure = { readonly name: string; readonly measured: string; readonly isWithin: boolean };

/** Something about the product that takes longer to show than a test may. */
export type Proof = {
  /** As in `npm run prove <name>`. */
  readonly name: string;
  readonly claim: string;
  readonly bound: string;
  /** @throws Error where the proof cannot be carried out; a claim that does not hold is a figure outside its bound. */
  run(progress: Progress): Promise<readonly Figure[]>;
};
