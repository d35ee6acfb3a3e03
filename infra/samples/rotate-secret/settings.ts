import { RotationError } from './rotation-error.ts';

export type RotationSettings = {
  /** "https://….execute-api.<region>.amazonaws.com", of the resolver's API. */
  readonly apiUrl: string;
  readonly region: string;
  /** The connections that have to work with the new version before it becomes current. */
  readonly requiredConnections: readonly string[];
  /** The key of the secret whose value is replaced. */
  readonly rotatedKey: string;
  /** Where the demonstration of `setSecret` tells the service of the new value. */
  readonly adminUrl: string;
  /** How long the rehearsal may take; below the function's own timeout. */
  readonly rehearsalMs: number;
};
type Environment = Readonly<Record<string, string | undefined>>;

const HTTPS = /^https:\/\/[\w.-]+(?::\d{1,5})?(?:\/[\w./-]*)?$/;
const RULES = {
  API_URL: { form: /^https:\/\/[\w.-]+$/, expected: 'the https address of the API, without a path' },
  AWS_REGION: { form: /^[a-z]{2}[a-z-]*-\d{1,2}$/, expected: 'an AWS region' },
  // Without any, nothing would stand between a wrong password and AWSCURRENT.
  REQUIRED_CONNECTIONS: { form: /^con_[0-9a-f]{32}(?: con_[0-9a-f]{32}){0,99}$/, expected: '1 to 100 ids of connections, space between' },
  ROTATED_KEY: { form: /^.{1,256}$/, expected: 'the name of a key of the secret' },
  ADMIN_URL: { form: HTTPS, expected: 'an https address' },
  REHEARSAL_SECONDS: { form: /^[1-9]\d{0,2}$/, expected: 'seconds, 1 to 999' },
} as const;

/** @throws RotationError naming every variable that is missing or malformed, never a value */
export function readSettings(env: Environment): RotationSettings {
  const given: Environment = { REHEARSAL_SECONDS: '240', ...env };
  const wrong = Object.entries(RULES).filter(([name, { form }]) => !form.test(given[name] ?? ''));
  if (wrong.length > 0) throw new RotationError(`Missing or malformed: ${wrong.map(([name, { expected }]) => `${name} (${expected})`).join('; ')}.`);
  const text = (name: keyof typeof RULES): string => given[name] ?? '';
  return {
    apiUrl: text('API_URL'),
    region: text('AWS_REGION'),
    requiredConnections: text('REQUIRED_CONNECTIONS').split(' '),
    rotatedKey: text('ROTATED_KEY'),
    adminUrl: text('ADMIN_URL'),
    rehearsalMs: Number(text('REHEARSAL_SECONDS')) * 1_000,
  };
}
