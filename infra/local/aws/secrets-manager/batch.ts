import type { JsonObject } from '../../../../shared/json.ts';
import { AwsError } from '../aws-error.ts';
import { numberIn, textIn, textsIn } from './input.ts';
import { filtered } from './list.ts';
import { pageOf } from './pages.ts';
import { authorizeFor, secretNamed, type SecretsCall } from './secrets-call.ts';
import { readValue } from './values.ts';

const MAX_RESULTS = 20;

/** BatchGetSecretValue: the current values; a secret that cannot be read is told in Errors and fails nothing else. */
export function batchGetSecretValue(call: SecretsCall): JsonObject {
  authorizeFor(call, { resource: '*', context: [] });
  const { input } = call;
  const [ids, max] = [textsIn(input, 'SecretIdList'), numberIn(input, 'MaxResults')];
  if ((ids === undefined) === (input['Filters'] === undefined)) {
    throw new AwsError('InvalidParameterException', "Either 'SecretIdList' or 'Filters' must be provided, but not both.");
  }
  if (ids && max !== undefined)
    throw new AwsError('InvalidParameterException', "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.");
  const wanted =
    ids ??
    filtered(call)
      .filter(({ deletedAtMs }) => deletedAtMs === null)
      .map(({ arn }) => arn);
  const page = pageOf(wanted, { max: max ?? MAX_RESULTS, token: textIn(input, 'NextToken') });
  // Each secret is a GetSecretValue of its own to IAM, and one without a stated stage.
  const results = page.items.map((secretId) => readOne({ ...call, action: 'GetSecretValue' }, secretId));
  const values = results.flatMap((result) => ('value' in result ? [result.value] : []));
  const errors = results.flatMap((result) => ('error' in result ? [result.error] : []));
  return { SecretValues: values, ...page.next, Errors: errors };
}

function readOne(call: SecretsCall, secretId: string): { readonly value: JsonObject } | { readonly error: JsonObject } {
  try {
    return { value: readValue(call, secretNamed(call, secretId, []), {}) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { error: { SecretId: secretId, ErrorCode: error.code, Message: error.message } };
  }
}
