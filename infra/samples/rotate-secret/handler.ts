import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { rehearse } from './rehearse.ts';
import { rotate, type RotationEvent } from './rotate.ts';
import { demoSetSecret } from './set-secret.ts';
import { readSettings } from './settings.ts';
import { signedApi } from './signed-api.ts';

const { apiUrl, region, requiredConnections, rotatedKey, adminUrl, rehearsalMs } = readSettings(process.env);
const secrets = new SecretsManagerClient({ region });
const ask = signedApi({ apiUrl, region, credentials: secrets.config.credentials });
const rehearsal = { ask, required: requiredConnections, longestMs: rehearsalMs, now: Date.now, wait };

/** A rotation function whose testSecret step promotes nothing that the required connections do not work with. */
export async function handler(event: RotationEvent): Promise<void> {
  await rotate(event, {
    secrets,
    rotatedKey,
    newValue: () => randomBytes(33).toString('base64url'),
    setSecret: demoSetSecret(adminUrl),
    rehearse: (secretArn) => rehearse(secretArn, rehearsal),
    log: (line) => console.log(JSON.stringify(line)),
  });
}
