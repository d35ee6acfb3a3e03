import { AwsError } from '../aws-error.ts';

// Sentences of the service, as clients of it have seen them. What the sender wrote is repeated only where it is a number or a field's name.

export function queueDoesNotExist(): AwsError {
  return new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
}

export function missingParameter(name: string): AwsError {
  return new AwsError('MissingParameter', `The request must contain the parameter ${name}.`);
}

export function invalidParameter(name: string, reason: string): AwsError {
  return new AwsError('InvalidParameterValue', `The value for parameter ${name} is invalid. Reason: ${reason}`);
}

export function receiptHandleIsInvalid(): AwsError {
  return new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is not a valid receipt handle.', 404);
}

/** The message is gone, or the handle is not its newest. */
export function handleIsStale(): AwsError {
  return invalidParameter('ReceiptHandle', 'Message does not exist or is not available for visibility timeout change.');
}

export function messageNotInFlight(): AwsError {
  return new AwsError('MessageNotInflight', 'The specified message is not in flight.');
}
