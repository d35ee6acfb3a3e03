import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { type KeyValues, keyValues, textOf } from './key-values.ts';
import { RotationError } from './rotation-error.ts';
import type { SetSecret } from './set-secret.ts';

/** As Secrets Manager invokes a rotation function. */
export type RotationEvent = { readonly Step: string; readonly SecretId: string; readonly ClientRequestToken: string };
export type RotationDeps = {
  readonly secrets: Pick<SecretsManagerClient, 'send'>;
  readonly rotatedKey: string;
  readonly newValue: () => string;
  readonly setSecret: SetSecret;
  /** @throws where a required connection does not work with the pending version */
  readonly rehearse: (secretArn: string) => Promise<void>;
  readonly log: (line: Readonly<Record<string, string>>) => void;
};
/** The secret, and the version that is to become its current one. */
type Rotation = { readonly secretArn: string; readonly versionId: string };
type Stages = Readonly<Record<string, readonly string[]>>;

/**
 * One step of a rotation. Secrets Manager calls the next only after this one has ended well, and repeats one that failed: each may be carried out twice.
 * @throws RotationError with ids and codes only; the version that is current stays so
 */
export async function rotate({ Step: step, SecretId: secretArn, ClientRequestToken: versionId }: RotationEvent, deps: RotationDeps): Promise<void> {
  const about = { step, secretArn, versionId };
  try {
    await carryOut(step, { secretArn, versionId }, deps);
    deps.log({ ...about, outcome: 'done' });
  } catch (error) {
    const known = error instanceof RotationError ? error : new RotationError(`${step} failed: ${nameOf(error)}.`);
    deps.log({ ...about, outcome: 'failed', reason: known.message });
    throw known;
  }
}

async function carryOut(step: string, rotation: Rotation, deps: RotationDeps): Promise<void> {
  const stages = await stagesOf(rotation, deps);
  if (stages[rotation.versionId]?.includes('AWSCURRENT')) return;
  if (step === 'createSecret') return createSecret(rotation, deps);
  if (!stages[rotation.versionId]?.includes('AWSPENDING')) throw new RotationError('The version to rotate to is not labelled AWSPENDING.');
  if (step === 'setSecret') return setSecret(rotation, deps);
  if (step === 'testSecret') return testSecret(rotation, deps);
  if (step === 'finishSecret') return finishSecret(rotation, stages, deps);
  throw new RotationError('This is no step of a rotation.');
}

/** The current keys and values with one value made anew, as the pending version. */
async function createSecret({ secretArn, versionId }: Rotation, deps: RotationDeps): Promise<void> {
  if (await hasValue({ secretArn, versionId }, deps)) return;
  const current = await readCurrent(secretArn, deps);
  textOf(current, deps.rotatedKey);
  const SecretString = JSON.stringify({ ...current, [deps.rotatedKey]: deps.newValue() });
  await deps.secrets.send(new PutSecretValueCommand({ SecretId: secretArn, ClientRequestToken: versionId, SecretString, VersionStages: ['AWSPENDING'] }));
}

async function setSecret({ secretArn, versionId }: Rotation, deps: RotationDeps): Promise<void> {
  const current = textOf(await readCurrent(secretArn, deps), deps.rotatedKey);
  const pending = textOf(await readPending({ secretArn, versionId }, deps), deps.rotatedKey);
  await deps.setSecret({ current, pending });
}

/** What was rehearsed must be what becomes current: the label is looked at before and after. */
async function testSecret(rotation: Rotation, deps: RotationDeps): Promise<void> {
  await deps.rehearse(rotation.secretArn);
  const stages = await stagesOf(rotation, deps);
  if (!stages[rotation.versionId]?.includes('AWSPENDING')) throw new RotationError('Another version was labelled AWSPENDING during the rehearsal.');
}

async function finishSecret({ secretArn, versionId }: Rotation, stages: Stages, { secrets }: RotationDeps): Promise<void> {
  const [from] = Object.entries(stages).find(([, labels]) => labels.includes('AWSCURRENT')) ?? [];
  const move = { SecretId: secretArn, VersionStage: 'AWSCURRENT', MoveToVersionId: versionId, RemoveFromVersionId: from };
  await secrets.send(new UpdateSecretVersionStageCommand(move));
}

async function stagesOf({ secretArn }: Rotation, { secrets }: RotationDeps): Promise<Stages> {
  const { VersionIdsToStages: stages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId: secretArn }));
  return stages;
}

async function readCurrent(secretArn: string, { secrets }: RotationDeps): Promise<KeyValues> {
  const { SecretString: text } = await secrets.send(new GetSecretValueCommand({ SecretId: secretArn, VersionStage: 'AWSCURRENT' }));
  return keyValues(text);
}

async function readPending({ secretArn, versionId }: Rotation, { secrets }: RotationDeps): Promise<KeyValues> {
  const asked = { SecretId: secretArn, VersionId: versionId, VersionStage: 'AWSPENDING' };
  const { SecretString: text } = await secrets.send(new GetSecretValueCommand(asked));
  return keyValues(text);
}

/** Whether an earlier attempt at this step has put the value already. */
async function hasValue(rotation: Rotation, deps: RotationDeps): Promise<boolean> {
  try {
    await readPending(rotation, deps);
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

/** The name of an error of the SDK says what happened; its message may say more than a log should hold. */
function nameOf(error: unknown): string {
  return error instanceof Error && /^\w{1,60}$/.test(error.name) ? error.name : 'an unknown error';
}
