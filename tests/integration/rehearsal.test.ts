import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { INTEGRATION_ROLE } from '../../infra/local/integration-role.ts';
import { rehearse } from '../../infra/samples/rotate-secret/rehearse.ts';
import { rotate } from '../../infra/samples/rotate-secret/rotate.ts';
import { signedApi } from '../../infra/samples/rotate-secret/signed-api.ts';
import { assumeRole } from '../helpers/administrator.ts';
import { freshToken } from '../helpers/canary.ts';
import { type Loose, maskOf, useProduct } from '../helpers/product.ts';
import { startTarget, type Target } from '../helpers/target.ts';
import type { Keys } from '../helpers/sign.ts';

// A version is tried before it is current: by hand, and by the sample rotation function, driven step by step as Secrets Manager does.
const EDITORS = JSON.stringify({ [INTEGRATION_ROLE.arn]: ['demo:editor'] });

/** A service that knows several tokens, and forgets none unless told to. */
const accepted = new Set<string>();
let target: Target;
const product = useProduct(async () => {
  target = await startTarget((request, response) => {
    const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
    response.writeHead(accepted.has(token) ? 200 : 401).end();
  });
  return { settings: { IAM_ROLES: EDITORS }, localTargets: [target.host] };
});

let keys: Required<Keys>;
beforeAll(async () => {
  keys = await assumeRole(product.stack.aws.url, INTEGRATION_ROLE.arn);
  return () => target.close();
});

type Made = { readonly arn: string; readonly current: string; readonly connect: (label: string) => Promise<string> };
let made: Made;
beforeEach(async () => {
  const current = product.remember(freshToken());
  accepted.add(current);
  const name = `rehearsed/${randomUUID()}`;
  const arn = await product.createSecret(name, JSON.stringify({ token: current, user: 'bot' }), { 'connection-hosts': `${target.host}/` });
  made = { arn, current, connect: (label) => connect(label, arn) };
});

const bearer = (arn: string): Loose => ({
  connector: 'generic-http',
  method: 'bearer',
  config: { baseUrl: target.url, path: '/', token: maskOf('token', arn) },
});
async function connect(name: string, arn: string): Promise<string> {
  const { body } = await product.call('POST /v1/connections', { name, ...bearer(arn) });
  return String(body['id']);
}
const labelsOf = async (arn: string): Promise<Record<string, string[]>> => (await product.askAws('DescribeSecret', { SecretId: arn }))['VersionIdsToStages'];
const versionAt = async (arn: string, stage: string): Promise<string | undefined> =>
  Object.entries(await labelsOf(arn)).find(([, stages]) => stages.includes(stage))?.[0];
async function putPending(arn: string, token = product.remember(freshToken())): Promise<{ readonly id: string; readonly token: string }> {
  const id = randomUUID();
  await product.askAws('PutSecretValue', {
    SecretId: arn,
    ClientRequestToken: id,
    SecretString: JSON.stringify({ token, user: 'bot' }),
    VersionStages: ['AWSPENDING'],
  });
  return { id, token };
}

describe('a test by hand with AWSPENDING', () => {
  const pending = { options: { versionStage: 'AWSPENDING' } };

  it('sends the version to come, says so, and leaves current tests, the standing and the label as they are', async () => {
    const id = await made.connect('By hand');
    expect((await product.call(`POST /v1/connections/${id}/test`)).body).toMatchObject({ status: 'authorized' });
    const version = await putPending(made.arn);
    const refused = await product.call(`POST /v1/connections/${id}/test`, pending);
    expect(refused.body).toMatchObject({ status: 'refused', code: 'bad_credentials', secrets: [{ versionId: version.id, versionStage: 'AWSPENDING' }] });
    accepted.add(version.token);
    for (const told of [await product.call(`POST /v1/connections/${id}/test`, { options: {} }), await product.test(bearer(made.arn))])
      expect(told.body).toMatchObject({ status: 'authorized', secrets: [{ versionStage: 'AWSCURRENT' }] });
    expect((await product.call(`GET /v1/connections/${id}`)).body['standing']).toMatchObject({ state: 'connected' });
    expect(await versionAt(made.arn, 'AWSCURRENT')).not.toBe(version.id);
  });

  it('meets each newer version at once', async () => {
    const first = await putPending(made.arn);
    accepted.add(first.token);
    expect((await product.test({ ...bearer(made.arn), ...pending })).body).toMatchObject({ status: 'authorized', secrets: [{ versionId: first.id }] });
    const second = await putPending(made.arn);
    accepted.add(second.token);
    expect((await product.test({ ...bearer(made.arn), ...pending })).body).toMatchObject({ status: 'authorized', secrets: [{ versionId: second.id }] });
  });

  it('of a secret without such a version is not attempted: what is current is not sent in its place', async () => {
    const before = target.requests.length;
    const told = await product.test({ ...bearer(made.arn), ...pending });
    expect(told.body).toMatchObject({ status: 'not_attempted', code: 'secret_not_found', message: `Secret ${made.arn} has no version labelled AWSPENDING.` });
    expect([target.requests.length - before, product.spent().reads]).toEqual([0, 0]);
  });

  it('needs the right to use secrets', async () => {
    const id = await made.connect('For testers');
    const authorization = `Bearer ${await product.stack.token(['demo:tester'])}`;
    expect((await product.call(`POST /v1/connections/${id}/test`, pending, { authorization })).httpStatus).toBe(403);
    expect((await product.call(`POST /v1/connections/${id}/test`, undefined, { authorization })).httpStatus).toBe(200);
  });
});

describe('the sample rotation function', () => {
  /** As Secrets Manager: one step after the other, the first that fails ends the rotation. Answers why it stopped. */
  async function rotation(
    required: readonly string[],
    setSecret: (pending: string) => void,
  ): Promise<{ readonly versionId: string; readonly stopped: string | null }> {
    const versionId = randomUUID();
    const ask = signedApi({ apiUrl: product.stack.url, region: 'us-east-1', credentials: keys });
    const newToken = product.remember(freshToken());
    const deps = {
      secrets: new SecretsManagerClient({
        endpoint: product.stack.aws.url,
        region: 'us-east-1',
        credentials: { accessKeyId: 'AKIAADMINISTRATOR000', secretAccessKey: 'none' },
      }),
      rotatedKey: 'token',
      newValue: () => newToken,
      setSecret: async ({ pending }: { pending: string }) => setSecret(pending),
      rehearse: (arn: string) => rehearse(arn, { ask, required, longestMs: 20_000, now: Date.now, wait: () => wait(100) }),
      log: () => undefined,
    };
    for (const Step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) {
      const stopped = await rotate({ Step, SecretId: made.arn, ClientRequestToken: versionId }, deps).then(
        () => null,
        (error: unknown) => String(error),
      );
      if (stopped !== null) return { versionId, stopped };
    }
    return { versionId, stopped: null };
  }

  it('promotes a version that every required connection works with', async () => {
    const required = [await made.connect('One'), await made.connect('Two')];
    const { versionId, stopped } = await rotation(required, (pending) => accepted.add(pending));
    expect([stopped, await versionAt(made.arn, 'AWSCURRENT')]).toEqual([null, versionId]);
    expect((await product.test(bearer(made.arn))).body).toMatchObject({ status: 'authorized' });
  });

  it('stops where one of them is refused, and AWSCURRENT is untouched', async () => {
    const required = [await made.connect('One'), await made.connect('Two')];
    const before = await versionAt(made.arn, 'AWSCURRENT');
    const { versionId, stopped } = await rotation(required, () => undefined);
    expect(stopped).toMatch(/^RotationError: Rehearsal run_[0-9a-f]{32} failed: con_/);
    expect([await versionAt(made.arn, 'AWSCURRENT'), await versionAt(made.arn, 'AWSPENDING')]).toEqual([before, versionId]);
    for (const id of required) expect((await product.call(`GET /v1/connections/${id}`)).body['standing']).toMatchObject({ state: 'untested' });
    expect((await product.test(bearer(made.arn))).body).toMatchObject({ status: 'authorized', secrets: [{ versionId: before }] });
  });

  it('stops where a required connection does not use the secret', async () => {
    const before = await versionAt(made.arn, 'AWSCURRENT');
    const stranger = await made.connect('Stranger');
    const other = await product.createSecret(`other/${randomUUID()}`, JSON.stringify({ token: made.current }), { 'connection-hosts': `${target.host}/` });
    await product.call(`PATCH /v1/connections/${stranger}`, { config: { token: maskOf('token', other) } }, { 'if-match': '"1"' });
    const { stopped } = await rotation([stranger], (pending) => accepted.add(pending));
    expect(stopped).toMatch(/^RotationError: (?:Rehearsal run_[0-9a-f]{32} failed|POST \/v1\/rehearsals was answered with 4\d\d [a-z_]+\.)/);
    expect(stopped).not.toContain('without a code');
    expect(await versionAt(made.arn, 'AWSCURRENT')).toBe(before);
  });
});
