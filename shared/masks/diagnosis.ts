import { isArnPart } from './arn.ts';
import { UNPRINTABLE, fold } from './folding.ts';
import { pathOf, splitBody } from './mask-body.ts';
import type { MaskIssue } from './mask.ts';
import { rewriteOf } from './rewrite.ts';

export type Diagnosis = Omit<MaskIssue, 'start'>;

/** An ARN that is worth naming stands this near to the end of its mask. */
const TAIL = 2000;
const ARN_START = /(?:^|:)\s*arn\s*:/gi;
const SHOWABLE = /^arn:[A-Za-z0-9:/_+=.@!-]{1,560}$/;
const WILDCARD = /\*|\?(?!path=)/;
const SERVICE = /^[a-z0-9-]{1,32}$/;
const PATH_START = /^\?path=/;

/** Why the body of a mask is not valid, and the mask that was meant if that is beyond doubt. */
export function diagnose(body: string): Diagnosis {
  const diagnosis = causeOf(body);
  const rewrite = body.length <= TAIL ? rewriteOf(body, fold(body).text) : undefined;
  return rewrite === undefined ? diagnosis : { ...diagnosis, rewrite };
}

function causeOf(body: string): Diagnosis {
  if (UNPRINTABLE.test(body)) return { code: 'mask_near_miss', found: 'it has a control or invisible character' };
  const parts = splitBody(body);
  if (!parts) return causeOfArn(body.slice(-TAIL));
  if (pathOf(parts.option) !== undefined) return { code: 'mask_malformed', found: 'the key name is missing' };
  if (!PATH_START.test(parts.option)) return { code: 'mask_malformed', found: 'only "?path=" may follow the secret ARN' };
  return { code: 'mask_malformed', found: 'its path is not a JSON Pointer with ":", "{", "}" and "%" percent-encoded' };
}

function causeOfArn(tail: string): Diagnosis {
  const start = [...tail.matchAll(ARN_START)].at(-1);
  if (!start) return { code: 'mask_malformed', found: 'it has no secret ARN' };
  const arn = tail.slice(start.index).replace(/^:/, '');
  const shown = shownOf(arn);
  if (WILDCARD.test(arn.split('?path=', 1)[0] ?? '')) return { code: 'arn_invalid', found: 'wildcards are not allowed' };
  const [, , service = ''] = arn.split(':', 3);
  if (service !== 'secretsmanager' && SERVICE.test(service)) return { code: 'arn_wrong_service', found: `the service "${service}"`, ...shown };
  if (splitBody(`:${arn}`)) return { code: 'mask_malformed', found: 'the key name is missing', ...shown };
  return { ...causeOfParts(arn), ...shown };
}

/** The ARN without what hangs on it, if it is one to show. */
function shownOf(tail: string): { readonly arn?: string } {
  const arn = (tail.split('?', 1)[0] ?? '').split(':', 7).join(':');
  return SHOWABLE.test(arn) ? { arn } : {};
}

function causeOfParts(arn: string): Diagnosis {
  const [word, partition = '', service, region = '', account = '', type, resource = '', ...rest] = arn.split(':');
  const name = resource.split('?', 1)[0] ?? '';
  const wrong = [
    [word === 'arn' && service === 'secretsmanager' && type === 'secret', 'it is not spelt arn:<partition>:secretsmanager:<region>:<account>:secret:<name>'],
    [isArnPart('partition', partition), 'there is no such partition'],
    [isArnPart('region', region), 'there is no such region'],
    [isArnPart('account', account), 'its account is not twelve digits'],
    [isArnPart('name', name), 'a secret name has letters, digits and /_+=.@!- only'],
  ].find(([isRight]) => !isRight);
  if (wrong) return { code: 'arn_invalid', found: String(wrong[1]) };
  if (!/.-[A-Za-z0-9]{6}$/.test(name)) return { code: 'arn_incomplete' };
  return causeOfRest(rest);
}

/** What follows an ARN that is valid in itself. */
function causeOfRest(rest: readonly string[]): Diagnosis {
  const isCloudFormation = rest[0] === 'SecretString';
  if (isCloudFormation) return { code: 'arn_invalid', found: 'it has the suffix of a CloudFormation reference' };
  if (rest.length === 3) return { code: 'arn_invalid', found: 'it has the suffix of an ECS reference' };
  return { code: 'arn_invalid', found: 'the key name stands before the secret ARN, not after it' };
}
