import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { VerificationStatus } from '../errors.ts';
import type { Verification } from '../verifications/verification.ts';
import { json, type Reply } from './reply.ts';

const HTTP_STATUS: Readonly<Record<VerificationStatus, number>> = { authorized: 200, refused: 422, inconclusive: 502, not_attempted: 424 };

/** A test that ran answers 200, unless the caller asks for the outcome as status: `Prefer: outcome=status` (RFC 7240). */
export function verificationReply(event: APIGatewayProxyEventV2, verification: Verification): Reply {
  const { code, status } = verification;
  if (!prefersStatus(event)) return json(200, verification, { code });
  return json(HTTP_STATUS[status], verification, { code, headers: { 'preference-applied': 'outcome=status' } });
}

function prefersStatus(event: APIGatewayProxyEventV2): boolean {
  return (event.headers['prefer'] ?? '').split(',').some((preference) => /^\s*outcome\s*=\s*"?status"?\s*(?:;|$)/i.test(preference));
}
