import { isArnPart, isSecretArn } from './arn.ts';
import { UNPRINTABLE } from './folding.ts';
import { pathOf, splitBody } from './mask-body.ts';
import type { MaskIssue } from './mask.ts';
import { meantBy } from './rewrite.ts';

export type Diagnosis = Omit<MaskIssue, 'start'>;

/** The last ":arn:", and what a reader would take for it. */
const ARN_START = /(?<=^|:)\s*arn\s*:/gi;
const SHOWABLE = /^arn:[A-Za-z0-9:/_+=.@!-]{1,560}$/;
/** Before the path, which may hold anything. */
const WILDCARD = /^[^*?]*(?:\*|\?(?!path=))/;
const SERVICE = /^[a-z0-9-]{1,32}$/;
const PATH_START = /^\?path=/;
const ARN_PARTS = 7;
const NOT_SPELT = 'it is not spelt arn:<partition>:secretsmanager:<region>:<account>:secret:<name>';
/** The parts that can be wrong by themselves, and where each stands. */
const FAULTS = [
  { part: 'partition', at: 1, found: 'there is no such partition' },
  { part: 'region', at: 3, found: 'there is no such region' },
  { part: 'account', at: 4, found: 'its account is not twelve digits' },
  { part: 'name', at: 6, found: 'a secret name has letters, digits and /_+=.@!- only' },
] as const;

/** Why the body of a mask is not valid, and the mask that was meant if that is beyond doubt. */
export function diagnose(body: string): Diagnosis {
  return { ...causeOf(body), ...meantBy(body) };
}

function causeOf(body: string): Diagnosis {
  if (UNPRINTABLE.test(body)) return { code: 'mask_near_miss', found: 'it has a control or invisible character' };
  const parts = splitBody(body);
  if (!parts) return causeOfArn(body);
  if (pathOf(parts.option) !== undefined) return { code: 'mask_malformed', found: 'the key name is missing' };
  if (!PATH_START.test(parts.option)) return { code: 'mask_malformed', found: 'only "?path=" may follow the secret ARN' };
  return { code: 'mask_malformed', found: 'its path is not a JSON Pointer with ":", "{", "}" and "%" percent-encoded' };
}

function causeOfArn(body: string): Diagnosis {
  const start = [...body.matchAll(ARN_START)].at(-1)?.index;
  if (start === undefined) return { code: 'mask_malformed', found: 'it has no secret ARN' };
  const tail = body.slice(start);
  const parts = tail.replace(/\?[^]*/, '').split(':');
  const arn = parts.slice(0, ARN_PARTS).join(':');
  const cause = WILDCARD.test(tail) ? ({ code: 'arn_invalid', found: 'wildcards are not allowed' } as const) : causeOfParts(parts, arn);
  return { ...cause, ...(SHOWABLE.test(arn) && { arn }) };
}

/** `arn` is the first of the parts, as many as an ARN has. */
function causeOfParts(parts: readonly string[], arn: string): Diagnosis {
  const [word, , service = '', , , type] = parts;
  if (service !== 'secretsmanager' && SERVICE.test(service)) return { code: 'arn_wrong_service', found: `the service "${service}"` };
  if (`${word}:${service}:${type}` !== 'arn:secretsmanager:secret') return { code: 'arn_invalid', found: NOT_SPELT };
  const fault = FAULTS.find(({ part, at }) => !isArnPart(part, parts[at] ?? ''));
  if (fault) return { code: 'arn_invalid', found: fault.found };
  return isSecretArn(arn) ? causeOfRest(parts.slice(ARN_PARTS)) : { code: 'arn_incomplete' };
}

/** What follows an ARN that is valid in itself. */
function causeOfRest(rest: readonly string[]): Diagnosis {
  if (rest.length === 0) return { code: 'mask_malformed', found: 'the key name is missing' };
  if (rest[0] === 'SecretString') return { code: 'arn_invalid', found: 'it has the suffix of a CloudFormation reference' };
  if (rest.length === 3) return { code: 'arn_invalid', found: 'it has the suffix of an ECS reference' };
  return { code: 'arn_invalid', found: 'the key name stands before the secret ARN, not after it' };
}
