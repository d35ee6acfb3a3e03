import { Deferral } from '../deferral.ts';
import type { Admission } from './host-gate.ts';

/** A host that is not to be asked before `untilMs`. Names nothing of it. */
export class HostClosed extends Deferral {
  override readonly name = 'HostClosed';
  readonly kind: 'busy' | 'closed';

  constructor({ kind, untilMs }: Exclude<Admission, { readonly kind: 'open' }>) {
    super(MESSAGES[kind], untilMs);
    this.kind = kind;
  }
}

const MESSAGES = {
  busy: 'Too many others were to ask the same host, or are finding out whether it answers.',
  closed: 'The host failed several times in a row, or asked to be left alone for a while.',
} as const;
