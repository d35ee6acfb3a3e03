import {
  array,
  check,
  integer,
  maxLength,
  maxValue,
  minValue,
  number,
  optional,
  picklist,
  pipe,
  safeParse,
  strictObject,
  string,
  type InferOutput,
} from 'valibot';

import { AwsError } from './aws-error.ts';
import type { Protocol } from './service.ts';

const KINDS = [
  'throttle',
  'internal_error',
  'latency',
  'hang',
  'html',
  'cut_json',
  'access_denied',
  'kms_denied',
  'decryption_failure',
  'expired_token',
  'wrong_arn',
  'lost_event',
] as const;

const NAME = pipe(string(), maxLength(2048));
const SCHEMA = pipe(
  strictObject({
    kind: picklist(KINDS),
    /** "GetSecretValue", "AssumeRole", or "*" for every action. */
    action: NAME,
    /** Name or ARN; left out: whatever the request is about. */
    secret: optional(NAME),
    /** How often; left out: for good. */
    times: optional(pipe(number(), integer(), minValue(1), maxValue(1_000_000))),
    latencyMs: optional(pipe(number(), integer(), minValue(0), maxValue(600_000))),
  }),
  check((fault) => (fault.kind === 'latency') === (fault.latencyMs !== undefined)),
);

type ErrorRow = readonly [json: string, query: string, message: string, status?: number];
const ERRORS: Partial<Readonly<Record<(typeof KINDS)[number], ErrorRow>>> = {
  throttle: ['ThrottlingException', 'Throttling', 'Rate exceeded'],
  internal_error: ['InternalServiceError', 'InternalFailure', 'An error occurred on the server side.', 500],
  access_denied: ['AccessDeniedException', 'AccessDenied', 'Access denied by a fault.'],
  kms_denied: ['AccessDeniedException', 'AccessDenied', 'Access to KMS is not allowed'],
  decryption_failure: ['DecryptionFailure', 'DecryptionFailure', "Secrets Manager can't decrypt the protected secret text using the provided KMS key."],
  expired_token: ['ExpiredTokenException', 'ExpiredToken', 'The security token included in the request is expired'],
};
const QUERY_STATUS: Readonly<Record<string, number>> = { AccessDenied: 403, ExpiredToken: 403 };

/** Something to go wrong on purpose. `latency` delays the answer and combines with another fault; `lost_event` leaves the answer alone; the others replace or spoil it. */
export type Fault = Readonly<InferOutput<typeof SCHEMA>>;
export type FaultKind = Fault['kind'];
/** What a request is to suffer. */
export type Suffering = { readonly latencyMs: number; readonly kind: Exclude<FaultKind, 'latency'> | null };

/** One fault or a list of them, from JSON; null where it is not of that form. */
export function parseFaults(json: unknown): readonly Fault[] | null {
  const { success, output } = safeParse(array(SCHEMA), Array.isArray(json) ? json : [json]);
  return success ? output : null;
}

/** The faults that are set, first set first met. */
export class FaultPlan {
  #faults: readonly Fault[] = [];

  set(fault: Fault): void {
    this.#faults = [...this.#faults, fault];
  }

  clear(): void {
    this.#faults = [];
  }

  /** Those left, `times` counting down. */
  list(): readonly Fault[] {
    return this.#faults;
  }

  /** Uses up what this request meets: at most one latency and one other. */
  meet(action: string, secrets: readonly string[]): Suffering {
    const met = this.#faults.filter((fault) => concerns(fault, action, secrets));
    const latency = met.find((fault) => fault.kind === 'latency');
    const other = met.find((fault) => fault.kind !== 'latency');
    this.#faults = this.#faults.flatMap((fault) => (fault === latency || fault === other ? used(fault) : [fault]));
    return { latencyMs: latency?.latencyMs ?? 0, kind: other && other.kind !== 'latency' ? other.kind : null };
  }
}

/** The error AWS would answer with, or null for faults that are none. */
export function errorOfFault(kind: FaultKind, protocol: Protocol): AwsError | null {
  const row = ERRORS[kind];
  if (!row) return null;
  const [json, query, message, status = 400] = row;
  return protocol === 'json' ? new AwsError(json, message, status) : new AwsError(query, message, Math.max(status, QUERY_STATUS[query] ?? 400));
}

function used(fault: Fault): readonly Fault[] {
  if (fault.times === undefined) return [fault];
  return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : [];
}

function concerns(fault: Fault, action: string, secrets: readonly string[]): boolean {
  if (fault.action !== '*' && fault.action !== action) return false;
  const { secret } = fault;
  return secret === undefined || secrets.some((asked) => spellings(asked).some((one) => spellings(secret).includes(one)));
}

// A secret may be asked for by name, ARN, or ARN without its suffix, and the fault set by another of them.
function spellings(secret: string): readonly string[] {
  const [, tail] = secret.split(':secret:', 2);
  return tail === undefined ? [secret] : [tail, tail.replace(/-[A-Za-z0-9]{6}$/, '')];
}
