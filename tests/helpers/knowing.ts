import { Redactor } from '../../shared/redact/redactor.ts';
import { Secret } from '../../shared/secrets/secret.ts';

/** A redactor that has learned these values. */
export function knowing(...values: readonly string[]): Redactor {
  const redactor = new Redactor();
  redactor.learn(values.map((value) => new Secret(value)));
  return redactor;
}
