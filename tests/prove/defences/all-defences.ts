import { ACCESS_RULES } from './access.ts';
import { ADDRESS } from './address.ts';
import { BINDING } from './binding.ts';
import { CONSOLE } from './console.ts';
import type { Defence } from './defence.ts';
import { MASKS } from './masks.ts';
import { REQUEST } from './request.ts';
import { SECRETS } from './secrets.ts';
import { SILENCE } from './silence.ts';
import { WIRE } from './wire.ts';
import { WORK } from './work.ts';

export const DEFENCES: readonly Defence[] = [
  ...BINDING,
  ...ADDRESS,
  ...REQUEST,
  ...WIRE,
  ...MASKS,
  ...SECRETS,
  ...SILENCE,
  ...WORK,
  ...ACCESS_RULES,
  ...CONSOLE,
];
