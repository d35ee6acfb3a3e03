/** Why a rotation stops, in words that may stand in a log: ids and codes, never a value, never another's text. */
export class RotationError extends Error {
  override readonly name = 'RotationError';
}
