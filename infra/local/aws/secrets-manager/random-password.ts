import { randomInt } from 'node:crypto';

import type { JsonObject } from '../../../../shared/json.ts';
import { AwsError } from '../aws-error.ts';
import { flagIn, numberIn, textIn } from './input.ts';
import { authorizeFor, type SecretsCall } from './secrets-call.ts';

const DEFAULT_LENGTH = 32;
const SETS: readonly (readonly [string, string])[] = [
  ['ExcludeLowercase', 'abcdefghijklmnopqrstuvwxyz'],
  ['ExcludeUppercase', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  ['ExcludeNumbers', '0123456789'],
  ['ExcludePunctuation', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'],
];

/** GetRandomPassword */
export function getRandomPassword(call: SecretsCall): JsonObject {
  authorizeFor(call, { resource: '*', context: [] });
  const { input } = call;
  const excluded = textIn(input, 'ExcludeCharacters') ?? '';
  const included = SETS.filter(([flag]) => flagIn(input, flag) !== true).map(([, characters]) => characters);
  const sets = [...included, ...(flagIn(input, 'IncludeSpace') === true ? [' '] : [])]
    .map((set) => set.split('').filter((one) => !excluded.includes(one)))
    .filter((set) => set.length > 0);
  const length = numberIn(input, 'PasswordLength') ?? DEFAULT_LENGTH;
  const required = flagIn(input, 'RequireEachIncludedType') === false ? [] : sets;
  if (sets.length === 0) throw new AwsError('InvalidParameterException', 'You excluded every character.');
  if (length < required.length) throw new AwsError('InvalidParameterException', 'The password length is too short based on the required types.');
  const all = sets.flat();
  const characters = [...required, ...Array.from({ length: length - required.length }, () => all)].map((set) => pick(set));
  return { RandomPassword: shuffled(characters).join('') };
}

function shuffled(characters: readonly string[]): readonly string[] {
  const left = [...characters];
  return characters.flatMap(() => left.splice(randomInt(left.length), 1));
}

function pick(set: readonly string[]): string {
  return set[randomInt(set.length)] ?? '';
}
