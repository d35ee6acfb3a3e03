import { isJsonObject } from '../../../../shared/json.ts';
import { AwsError } from '../aws-error.ts';
import { parsePolicyDocument, type PolicyDocument, type PrincipalPattern, type Statement } from '../policy-document.ts';

const MAX_TRUST = 2048;
const MAX_POLICIES = 10_240;
const ACTION = /^(?:\*|[\w-]+:[\w*?-]+)$/;
const OPERATOR =
  /^(?:(?:ForAllValues|ForAnyValue):)?(?:String(?:Not)?(?:Equals(?:IgnoreCase)?|Like)|Numeric(?:Not)?Equals|Numeric(?:Less|Greater)Than(?:Equals)?|Date(?:Not)?Equals|Date(?:Less|Greater)Than(?:Equals)?|Bool|BinaryEquals|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like))(?:IfExists)?$|^Null$/;

/**
 * A trust policy as CreateRole takes it. `isThere` knows the users and roles of this account.
 * @throws AwsError MalformedPolicyDocument, LimitExceeded
 */
export function checkTrustPolicy(text: string, isThere: (arn: string) => boolean): void {
  const { statements } = parsed(text);
  for (const statement of statements) {
    if (statement.resources) throw malformed('Has prohibited field Resource');
    if (!statement.principals) throw malformed('Missing required field Principal');
    if (statement.actions.negated || !statement.actions.patterns.every((action) => /^sts:/i.test(action)))
      throw malformed('AssumeRole policy may only specify STS AssumeRole actions.');
    const stranger = statement.principals.find((principal) => !isPrincipal(principal, isThere));
    if (stranger) throw malformed(`Invalid principal in policy: "${stranger.kind}":"${stranger.value}"`);
  }
  if (sizeOf(text) > MAX_TRUST) throw new AwsError('LimitExceeded', `Cannot exceed quota for ACLSizePerRole: ${MAX_TRUST}`, 409);
}

/** A permissions policy as PutRolePolicy takes it. @throws AwsError MalformedPolicyDocument */
export function checkIdentityPolicy(text: string): void {
  for (const { principals, resources } of parsed(text).statements) {
    if (principals) throw malformed('Policy document should not specify a principal.');
    if (!resources || resources.patterns.length === 0) throw malformed('Policy statement must contain resources.');
    const resource = resources.patterns.find((pattern) => pattern !== '*' && pattern.split(':').length < 6);
    if (resource !== undefined) throw malformed(`Resource ${resource} must be in ARN format or "*".`);
  }
}

/** All inline policies of one role count together. @throws AwsError LimitExceeded */
export function checkSize(role: string, documents: readonly string[]): void {
  const size = documents.reduce((sum, text) => sum + sizeOf(text), 0);
  if (size > MAX_POLICIES) throw new AwsError('LimitExceeded', `Maximum policy size of ${MAX_POLICIES} bytes exceeded for role ${role}`, 409);
}

function parsed(text: string): PolicyDocument {
  const document = documentOf(text);
  if (document.statements.length === 0) throw malformed('Syntax errors in policy.');
  for (const statement of document.statements) checkStatement(statement);
  return document;
}

function documentOf(text: string): PolicyDocument {
  const json = parsedOrNull(text);
  if (json === null) throw malformed('This policy contains invalid Json');
  // Statements with the same Sid are refused there; a missing Statement would be read as one that is undefined.
  if (!isJsonObject(json) || json['Statement'] === undefined) throw malformed('Syntax errors in policy.');
  try {
    return parsePolicyDocument(json);
  } catch {
    throw malformed('Syntax errors in policy.');
  }
}

function checkStatement({ actions, conditions, unknown }: Statement): void {
  if (unknown.length > 0) throw malformed('Syntax errors in policy.');
  if (actions.patterns.length === 0 || !actions.patterns.every((action) => ACTION.test(action)))
    throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  const condition = conditions.find(({ operator }) => !OPERATOR.test(operator));
  if (condition) throw malformed(`Invalid Condition type : ${condition.operator}.`);
}

function isPrincipal({ kind, value }: PrincipalPattern, isThere: (arn: string) => boolean): boolean {
  if (kind === 'Service' || kind === 'Federated') return value !== '';
  if (kind !== 'AWS') return false;
  return value === '*' || /^(?:\d{12}|arn:aws[a-z-]*:iam::\d{12}:root)$/.test(value) || isThere(value);
}

/** Without white space between the tokens, as IAM counts. */
function sizeOf(text: string): number {
  return JSON.stringify(JSON.parse(text)).length;
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', message);
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
