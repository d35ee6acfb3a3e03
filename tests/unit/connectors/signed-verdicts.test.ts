import { describe, expect, it } from 'vitest';
import type { TargetResponse } from '../../../shared/egress/exchange.ts';
import { answer, verdict, wayOf } from './samples.ts';

// Answers as the vendors document them, or as their users report them; none was taken from a live account.
type Row = readonly [says: string, response: TargetResponse, code: string];

function judges(id: string, methodId: string, rows: readonly Row[], step: 'token' | 'probe' = 'probe'): void {
  describe(`${id} by ${methodId}`, () => {
    it.each(rows)(`${step}: %s`, (_, response, code) => {
      expect(verdict(wayOf(id, methodId), response, { step })).toBe(code);
    });
  });
}

const xml = (status: number, body: string): TargetResponse =>
  answer(status, `<?xml version="1.0" encoding="utf-8"?>\n${body}`, { 'content-type': 'application/xml' });

judges('github-app', 'app_jwt', [
  ['the app', answer(200, { id: 1, slug: 'octoapp', node_id: 'MDExOkludGVncmF0aW9uMQ==', name: 'Octocat App' }), 'ok'],
  [
    'a key of another app',
    answer(401, { message: 'A JSON web token could not be decoded', documentation_url: 'https://docs.github.com/rest' }),
    'bad_credentials',
  ],
  ['no such app', answer(404, { message: 'Integration not found' }), 'bad_credentials'],
  ['the base URL is that of the website', answer(404, { message: 'Not Found' }), 'wrong_address'],
  ['too fast', answer(403, { message: 'API rate limit exceeded' }, { 'x-ratelimit-remaining': '0' }), 'rate_limited'],
  ['secondary rate limit', answer(403, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '60' }), 'rate_limited'],
]);

judges('ghost', 'admin_key', [
  ['the users', answer(200, { users: [{ id: '1', name: 'Jane' }], meta: { pagination: { page: 1 } } }), 'ok'],
  ['unknown key', answer(401, { errors: [{ message: 'Unknown Admin API Key', type: 'UnauthorizedError' }] }), 'bad_credentials'],
  [
    'wrong secret',
    answer(401, { errors: [{ message: 'Invalid token: invalid signature', type: 'UnauthorizedError', code: 'INVALID_JWT' }] }),
    'bad_credentials',
  ],
  ['not for this key', answer(403, { errors: [{ message: 'You do not have permission to browse users', type: 'NoPermissionError' }] }), 'ok_limited'],
]);

judges('magento', 'oauth1', [
  ['its modules', answer(200, ['Magento_Store', 'Magento_Directory']), 'ok'],
  ['wrong signature', answer(401, { message: 'The signature is invalid. Verify and try again.' }), 'bad_credentials'],
  [
    'no access, or a bad token',
    answer(401, { message: "The consumer isn't authorized to access %resources.", parameters: { resources: 'Magento_Backend::module' } }),
    'bad_credentials',
  ],
  ['an empty list', answer(200, []), 'unexpected_response'],
]);

judges('netsuite', 'tba', [
  ['a record type', answer(200, { items: [{ name: 'customer', links: [] }] }), 'ok'],
  [
    'wrong signature',
    answer(401, { title: 'Unauthorized', status: 401, 'o:errorDetails': [{ detail: 'Invalid login attempt.', 'o:errorCode': 'INVALID_LOGIN' }] }),
    'bad_credentials',
  ],
  [
    'the role may not',
    answer(403, { status: 403, 'o:errorDetails': [{ detail: 'Permission Violation', 'o:errorCode': 'INSUFFICIENT_PERMISSION' }] }),
    'ok_limited',
  ],
]);
judges('netsuite', 'client_credentials_cert', [['an unknown certificate', answer(400, { error: 'invalid_client' }), 'bad_credentials']], 'token');

judges('duo', 'hmac', [
  ['OK', answer(200, { stat: 'OK', response: { time: 1357020061 } }), 'ok'],
  ['unknown integration key', answer(401, { code: 40102, message: 'Invalid integration key in request credentials', stat: 'FAIL' }), 'bad_credentials'],
  ['wrong signature', answer(401, { code: 40103, message: 'Invalid signature in request credentials', stat: 'FAIL' }), 'bad_credentials'],
  ['a clock that is wrong', answer(401, { code: 40105, message: 'Bad request timestamp', stat: 'FAIL' }), 'unexpected_response'],
  [
    'an integration of another kind',
    answer(403, { code: 40301, message: 'Access forbidden', message_detail: 'Wrong integration type for this API.', stat: 'FAIL' }),
    'forbidden',
  ],
  ['FAIL beside 200', answer(200, { stat: 'FAIL', code: 40103 }), 'unexpected_response'],
  ['too fast', answer(429, { code: 42901, stat: 'FAIL' }), 'rate_limited'],
]);

judges('azure-storage', 'shared_key', [
  ['its containers', xml(200, '<EnumerationResults ServiceEndpoint="https://acmestorage.blob.core.windows.net/"><Containers /></EnumerationResults>'), 'ok'],
  ['wrong key', xml(403, '<Error><Code>AuthenticationFailed</Code><Message>Server failed to authenticate the request.</Message></Error>'), 'bad_credentials'],
  ['keys are switched off', xml(403, '<Error><Code>KeyBasedAuthenticationNotPermitted</Code></Error>'), 'forbidden'],
  ['its firewall', xml(403, '<Error><Code>AuthorizationFailure</Code></Error>'), 'forbidden'],
  ['disabled', xml(403, '<Error><Code>AccountIsDisabled</Code></Error>'), 'locked'],
  ['too busy', xml(503, '<Error><Code>ServerBusy</Code></Error>'), 'rate_limited'],
]);
judges('azure-storage', 'client_credentials', [
  ['no role', xml(403, '<Error><Code>AuthorizationPermissionMismatch</Code></Error>'), 'ok_limited'],
  ['a token that is not taken', xml(401, '<Error><Code>InvalidAuthenticationInfo</Code></Error>'), 'bad_credentials'],
]);
judges(
  'azure-storage',
  'client_credentials',
  [
    ['wrong client secret', answer(401, { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret provided.' }), 'bad_credentials'],
    [
      'no such app',
      answer(400, { error: 'unauthorized_client', error_description: 'AADSTS700016: Application was not found in the directory' }),
      'bad_credentials',
    ],
    ['no such tenant', answer(400, { error: 'invalid_request', error_description: 'AADSTS90002: Tenant not found.' }), 'token_request_refused'],
  ],
  'token',
);

judges('oracle-cloud', 'api_signing_key', [
  ['the user', answer(200, { id: 'ocid1.user.oc1..aaaa', name: 'jane', lifecycleState: 'ACTIVE' }), 'ok'],
  [
    'wrong key',
    answer(401, { code: 'NotAuthenticated', message: 'The required information to complete authentication was not provided or was incorrect.' }),
    'bad_credentials',
  ],
  ['not to be told', answer(404, { code: 'NotAuthorizedOrNotFound', message: 'Authorization failed or requested resource not found.' }), 'forbidden'],
  ['too fast', answer(429, { code: 'TooManyRequests' }), 'rate_limited'],
]);

judges('alibaba-cloud', 'access_key', [
  ['the caller', answer(200, { AccountId: '196813200012', Arn: 'acs:ram::196813200012:user/admin', IdentityType: 'RAMUser', RequestId: '3C87BF47' }), 'ok'],
  ['no such key', answer(404, { Code: 'InvalidAccessKeyId.NotFound', Message: 'Specified access key is not found.' }), 'bad_credentials'],
  ['disabled key', answer(403, { Code: 'InvalidAccessKeyId.Inactive', Message: 'Specified access key is disabled.' }), 'bad_credentials'],
  ['wrong secret', answer(400, { Code: 'SignatureDoesNotMatch', Message: 'Specified signature is not matched with our calculation.' }), 'bad_credentials'],
  ['too fast', answer(400, { Code: 'Throttling.User' }), 'rate_limited'],
  ['another 404', answer(404, { Code: 'InvalidAction.NotFound' }), 'wrong_address'],
]);

judges('snowflake', 'key_pair', [
  ['the user', answer(200, { resultSetMetaData: { numRows: 1 }, data: [['JANE']], code: '090001', statementHandle: '01b2c3d4-0000', sqlState: '00000' }), 'ok'],
  ['still running', answer(202, { code: '333334', statementHandle: '01b2c3d4-0000' }), 'ok'],
  [
    'a key that is not of the user',
    answer(401, { code: '390144', message: 'JWT token is invalid. [0ce9eb56-821d-4ca9-a774-04ae89a0cf5a]' }),
    'bad_credentials',
  ],
  ['a network policy', answer(401, { code: '390422', message: 'Incoming request with IP/Token 1.2.3.4 is not allowed to access Snowflake.' }), 'forbidden'],
  [
    'the statement failed',
    answer(422, { code: '000606', message: 'No active warehouse selected in the current session.', statementHandle: '01b2c3d4-0000' }),
    'ok_limited',
  ],
  ['no such account', answer(404, ''), 'wrong_address'],
]);

judges('mongodb-atlas', 'digest', [
  ['no projects', answer(200, { links: [], results: [], totalCount: 0 }), 'ok'],
  ['wrong key', answer(401, { error: 401, reason: 'Unauthorized', errorCode: 'NOT_ATLAS_GROUP' }), 'bad_credentials'],
  [
    'a challenge that is too old',
    answer(401, '', { 'WWW-Authenticate': 'Digest realm="MMS Public API", nonce="n", stale=true, qop="auth"' }),
    'unexpected_response',
  ],
  ['another address', answer(403, { error: 403, errorCode: 'IP_ADDRESS_NOT_ON_ACCESS_LIST' }), 'forbidden'],
]);

judges('adp', 'mtls_cc', [
  ['a worker', answer(200, { workers: [{ associateOID: 'G3' }] }), 'ok'],
  ['a token of another client', answer(401, { response: { responseCode: 401 } }), 'bad_credentials'],
]);
judges('adp', 'mtls_cc', [['wrong client secret', answer(401, { error: 'invalid_client' }), 'bad_credentials']], 'token');

const awsError = (status: number, code: string): TargetResponse =>
  xml(status, `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code></Error></ErrorResponse>`);
judges('aws', 'access_key', [
  [
    'the caller',
    xml(
      200,
      '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/Alice</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>',
    ),
    'ok',
  ],
  ['no such key', awsError(403, 'InvalidClientTokenId'), 'bad_credentials'],
  ['wrong secret', awsError(403, 'SignatureDoesNotMatch'), 'bad_credentials'],
  ['a session that is over', awsError(403, 'ExpiredToken'), 'bad_credentials'],
  ['a region that is off', awsError(403, 'RegionDisabledException'), 'wrong_address'],
  ['too fast', awsError(400, 'Throttling'), 'rate_limited'],
]);
judges('aws-s3', 'access_key', [
  ['the bucket', xml(200, '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>acme-backups</Name></ListBucketResult>'), 'ok'],
  ['no such key', xml(403, '<Error><Code>InvalidAccessKeyId</Code></Error>'), 'bad_credentials'],
  ['wrong secret', xml(403, '<Error><Code>SignatureDoesNotMatch</Code></Error>'), 'bad_credentials'],
  ['not to be listed', xml(403, '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'), 'forbidden'],
  [
    'not to be listed by this user',
    xml(403, '<Error><Code>AccessDenied</Code><Message>User: arn:aws:iam::1:user/a is not authorized to perform: s3:ListBucket</Message></Error>'),
    'ok_limited',
  ],
  ['no such bucket', xml(404, '<Error><Code>NoSuchBucket</Code></Error>'), 'wrong_address'],
  ['another region', xml(301, '<Error><Code>PermanentRedirect</Code></Error>'), 'wrong_address'],
  ['a signature of another region', xml(400, '<Error><Code>AuthorizationHeaderMalformed</Code></Error>'), 'misconfigured'],
  ['too fast', xml(503, '<Error><Code>SlowDown</Code></Error>'), 'rate_limited'],
]);
judges('aws-sqs', 'access_key', [
  ['the queue', answer(200, { Attributes: { QueueArn: 'arn:aws:sqs:us-east-1:123456789012:orders' } }), 'ok'],
  [
    'no such key',
    answer(403, { __type: 'com.amazon.coral.service#UnrecognizedClientException', message: 'The security token included in the request is invalid.' }),
    'bad_credentials',
  ],
  ['wrong secret', answer(403, { __type: 'com.amazon.coral.service#InvalidSignatureException' }), 'bad_credentials'],
  ['no such queue', answer(400, { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'The specified queue does not exist.' }), 'wrong_address'],
  [
    'not to be read',
    answer(403, {
      __type: 'com.amazonaws.sqs#AccessDeniedException',
      Message: 'User: arn:aws:iam::1:user/a is not authorized to perform: sqs:getqueueattributes on resource: arn:aws:sqs:us-east-1:1:orders',
    }),
    'ok_limited',
  ],
]);
