import type { Context } from 'aws-lambda';
import { readNoticeSettings } from '../../shared/config.ts';
import { bind } from '../../shared/egress/bind.ts';
import { guard } from '../../shared/egress/guard.ts';
import { probe } from '../../shared/egress/probe.ts';
import { resolveHost } from '../../shared/egress/resolve-host.ts';
import { receiverOf } from '../../shared/notices/receiver.ts';
import type { SendDeps } from '../../shared/notices/send-notice.ts';
import { tellReceiver } from '../../shared/notices/tell-receiver.ts';
import { makeVaults } from '../../shared/secrets/vault.ts';

// The deadline is for one answer; the function has 15 s for it, the key and the name included.
const LIMITS = { connectMs: 3_000, responseMs: 5_000, deadlineMs: 8_000, bodyBytes: 64 * 1024, headerBytes: 16 * 1024, certificateAuthority: null };
/** What the session tag says in place of a project: its role lets in no other. */
const PROJECT = 'notices';

const { workspace, reader, egress, ...settings } = readNoticeSettings();
const vault = makeVaults({ now: Date.now, random: Math.random }).vaultFor({ ...reader, workspace, project: PROJECT });
const deps: SendDeps = {
  receiver: receiverOf(settings),
  bindNothing: ({ connector, destination }) =>
    bind(
      { connector, project: PROJECT, masks: [], destinations: [destination] },
      { tagsOf: (arn) => vault.tagsOf(arn), untagged: { mode: 'denied' }, now: Date.now },
    ),
  guard: (request) => guard(request, { policy: egress, resolve: resolveHost }),
  fetchSecrets: (masks) => vault.fetchSecrets(masks),
  probe: (target, request) => probe(target, request, LIMITS),
  now: Date.now,
};

export function handler(event: unknown, { awsRequestId: requestId }: Context): Promise<void> {
  return tellReceiver(event, { ...deps, requestId });
}
