/** An answer of AWS that is an error: the code a client switches on, and AWS's sentence. Never a secret value. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** "1 validation error detected", as AWS words a broken constraint of its model. */
export function constraintError(found: string, field: string, constraint: string): AwsError {
  const lower = field.charAt(0).toLowerCase() + field.slice(1);
  return new AwsError('ValidationException', `1 validation error detected: Value ${found} at '${lower}' failed to satisfy constraint: ${constraint}`);
}
