import { isInScope, type Scope } from '../connections/scope.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { parseSecretArn } from '../masks/arn.ts';

/** A secret has a new current version; `movedAt` is ISO 8601 in UTC. */
export type Rotation = { readonly secretArn: string; readonly versionId: string; readonly movedAt: string };

const VERSION_ID = /^[\w-]{32,64}$/;

/** What an event `Secret Label Updated` says; null for any other, and for one that is not of the account and region of its secret. */
export function readRotation(event: unknown, scope: Scope): Rotation | null {
  if (!isJsonObject(event) || event['source'] !== 'aws.secretsmanager' || event['detail-type'] !== 'Secret Label Updated') return null;
  const [versionId, movedAt, secretArn] = [versionIn(event['detail']), timeIn(event['time']), arnIn(event, scope)];
  return versionId !== null && movedAt !== null && secretArn !== null ? { secretArn, versionId, movedAt } : null;
}

/** The version that has become current. */
function versionIn(detail: Json | undefined): string | null {
  if (!isJsonObject(detail) || detail['labelUpdated'] !== 'AWSCURRENT') return null;
  const { versionId } = detail;
  return typeof versionId === 'string' && VERSION_ID.test(versionId) ? versionId : null;
}

function timeIn(time: Json | undefined): string | null {
  const ms = typeof time === 'string' ? Date.parse(time) : NaN;
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

/** The one secret it is about, if it is told by that secret's own account and region, under its own name. */
function arnIn({ account, region, resources, detail }: JsonObject, scope: Scope): string | null {
  const [secretArn, ...others] = Array.isArray(resources) ? resources : [];
  if (typeof secretArn !== 'string' || others.length > 0 || !isInScope(secretArn, scope)) return null;
  const arn = parseSecretArn(secretArn);
  const isOfSecret = arn !== null && arn.account === account && arn.region === region && isNamed(detail, arn.name);
  return isOfSecret ? secretArn : null;
}

function isNamed(detail: Json | undefined, name: string): boolean {
  return isJsonObject(detail) && (detail['name'] === undefined || detail['name'] === name);
}
