import type { Verification } from './verification.ts';
import type { AuditResult } from './verification-store.ts';

export function auditResultOf({ status, code, target, secrets }: Verification): AuditResult {
  return { status, code, httpStatus: target?.httpStatus ?? null, versionIds: [...new Set(secrets.map(({ versionId }) => versionId))] };
}
