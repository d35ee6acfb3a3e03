/** Machine code is not bundled, whether or not it was built where the bundle is made: libraries that have some do without. */
export const addon = absent();

function absent(): never {
  throw new Error('A library loads machine code; it is not here.');
}
