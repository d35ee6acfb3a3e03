import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageService, type PackagedService } from '../helpers/packaged-service.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const version = spawnSync('cfn-lint', ['--version'], { encoding: 'utf8' });
const isInstalled = version.status === 0;
if (!isInstalled) console.warn("SKIPPED: cfn-lint is not installed (pip install cfn-lint), so AWS's own linter has not judged the templates here.");

// W3005: osls names dependencies that the references imply already.
function findingsIn(template: string): string {
  const { stdout, stderr } = spawnSync('cfn-lint', ['--ignore-checks', 'W3005', '--template', template], { encoding: 'utf8' });
  return stdout + stderr;
}

describe.skipIf(!isInstalled)(`cfn-lint (${isInstalled ? version.stdout.trim() : 'not installed'}) finds nothing`, () => {
  let service: PackagedService;
  let elsewhere: PackagedService;
  beforeAll(async () => {
    service = await packageService();
    elsewhere = await packageService({
      untaggedSecrets: 'listed',
      listedHosts: 'a.example b.example',
      privateCidrs: '10.0.0.0/8',
      testConcurrency: '10',
      logRetentionDays: '90',
      tableKey: 'own',
      tableKeyArn: 'arn:aws:kms:us-east-1:137149879143:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      tableDeletionProtection: 'false',
      verifyConcurrency: '20',
      watchEvery: '30 minutes',
      rotationAccounts: '111122223333,444455556666',
      alarmEmail: 'ops@example.com',
      noticeEmail: 'team@example.com',
      noticeWebhookUrl: 'https://hooks.example.com/in',
      noticeWebhookKey: '{{workato:sm:signing.key:arn:aws:secretsmanager:us-east-1:137149879143:secret:notices-Ab12Cd}}',
    });
  });
  afterAll(() => Promise.all([service.remove(), elsewhere.remove()]));

  it.each(['update', 'create'])('in the packaged %s-stack template', (kind) => {
    expect(findingsIn(join(service.directory, `.build/package/cloudformation-template-${kind}-stack.json`))).toBe('');
  });

  it('in the template packaged with other parameters', () => {
    expect(findingsIn(join(elsewhere.directory, '.build/package/cloudformation-template-update-stack.json'))).toBe('');
  });

  it.each(['reader-account.yml', 'owner-tags-policy.yml'])('in infra/aws/%s', (file) => {
    expect(findingsIn(join(ROOT, 'infra/aws', file))).toBe('');
  });
});
