import { type Issue, refuseAny } from '../errors.ts';
import { isSecretArn } from '../masks/arn.ts';
import { diagnose } from '../masks/diagnosis.ts';
import { parseJsonObject } from './parse-json.ts';
import { bodyOf, validated } from './parse.ts';
import type { CallerEvent } from './caller-event.ts';
import { SecretKeysRequest } from './vault-requests.ts';
import { StoreTestRequest } from './vault-requests.ts';

/** `project` is still to be decided by the caller's rights. */
export type AskedSecret = { readonly arn: string; readonly project: string | undefined };

/** @throws RequestError `body_too_large`, `body_invalid`, `schema_invalid`, `arn_*` */
export function parseKeysRequest(event: CallerEvent): AskedSecret {
  const { arn, project } = validated(SecretKeysRequest, parseJsonObject(bodyOf(event)));
  refuseAny(issuesOf(arn, '/arn'));
  return { arn, project };
}

/** Null where the body names no secrets; it may be left out altogether. @throws RequestError as `parseKeysRequest` */
export function parseStoreTest(event: CallerEvent): readonly string[] | null {
  const text = bodyOf(event);
  if (text.trim() === '') return null;
  const { secretArns } = validated(StoreTestRequest, parseJsonObject(text));
  refuseAny((secretArns ?? []).flatMap((arn, index) => issuesOf(arn, `/secretArns/${index}`)));
  return secretArns ?? null;
}

/** What a mask with this ARN would be told. */
function issuesOf(arn: string, pointer: string): readonly Issue[] {
  if (isSecretArn(arn)) return [];
  const { code, found } = diagnose(`key:${arn}`);
  const isAboutArn = code === 'arn_invalid' || code === 'arn_incomplete' || code === 'arn_wrong_service';
  return [{ code: isAboutArn ? code : 'arn_invalid', where: { pointer, ...(isAboutArn && found !== undefined && { found }) } }];
}
