import type { Client, TestRequest, Verification } from '../client.ts';
import type { ConnectionFile } from '../connection-file.ts';
import { findingOf, type Subject, type Verdict } from '../tasks.ts';

/** What a file asks to be tested or linted. */
export function testRequestOf({ connection: { connector, method, config, expectIdentity, project } }: ConnectionFile): TestRequest {
  return { connector, config, ...(method !== undefined && { method }), ...(expectIdentity && { expectIdentity }), ...(project !== undefined && { project }) };
}

/** A verification told to people; one that is authorized without a remark has no finding. */
export function verdictOf(verification: Verification): Verdict {
  const { status, code, message, fix, target, identity, warnings = [], recorded } = verification;
  const parts = [code, ...(target ? [target.host] : []), ...(identity === null ? [] : [`as ${identity}`]), ...(recorded === false ? ['not recorded'] : [])];
  const findings = code === 'ok' ? [] : [{ code, message, fix }, ...warnings.map((warning) => ({ ...warning, fix: null }))];
  return { outcome: status, detail: parts.join(' '), findings, verification };
}

/** Holds a file against connector and mask grammar, as the API sees them; asks neither AWS nor the target. */
export async function lintVerdict(client: Client, file: ConnectionFile, subject: Subject): Promise<Verdict> {
  const { valid, errors, references } = await client.lint(testRequestOf(file));
  const masks = references.length === 1 ? '1 mask' : `${references.length} masks`;
  return valid ? { outcome: 'valid', detail: masks, findings: [] } : { outcome: 'wrong', findings: errors.map((error) => findingOf(error, subject)) };
}
