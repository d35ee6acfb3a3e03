import { describe, expect, it } from 'vitest';
import type { SecretFate } from '../../../shared/secrets/vault.ts';
import { newsOf, type Sighting } from '../../../shared/watch/sighting.ts';
import type { Watched } from '../../../shared/watch/watch-store.ts';
import { arnOf } from '../../helpers/stores/stored-connections.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 12);
const NOW = new Date(NOW_MS).toISOString();
const EARLIER = '2026-11-20T12:00:00.000Z';
const NEW = arnOf('jira').replace('FsmeTs', 'AbCdEf');
const hours = (count: number): string => new Date(NOW_MS + count * 3_600_000).toISOString();

const there = (fate: Partial<SecretFate> = {}): Sighting => ({
  kind: 'there',
  fate: { currentVersionId: 'v1', deletedAt: null, rotationEnabled: false, nextRotationAt: null, lastChangedAt: null, ...fate },
});
const KNOWN: Watched = { revision: 4, versionId: 'v1', finding: null, newArn: null, since: EARLIER };

const FINDINGS: readonly (readonly [string, Sighting, Watched['finding'], string | null])[] = [
  ['a secret that is there', there(), null, null],
  ['a secret that is marked for deletion', there({ deletedAt: EARLIER }), 'pending_deletion', null],
  ['a secret that is gone', { kind: 'missing', successor: null }, 'not_found', null],
  ['a secret that was made again under another suffix', { kind: 'missing', successor: NEW }, 'recreated', NEW],
  ['a secret without a current version', there({ currentVersionId: null }), 'stage_missing', null],
  ['a rotation that is 24 hours and a moment late', there({ rotationEnabled: true, nextRotationAt: hours(-24.001) }), 'rotation_overdue', null],
  ['a rotation that is 24 hours late', there({ rotationEnabled: true, nextRotationAt: hours(-24) }), null, null],
  ['a rotation to come', there({ rotationEnabled: true, nextRotationAt: hours(1) }), null, null],
  ['a rotation that was switched off', there({ rotationEnabled: false, nextRotationAt: hours(-48) }), null, null],
  ['a rotation without a date', there({ rotationEnabled: true }), null, null],
];

describe.each(FINDINGS)('%s', (_, sighting, finding, newArn) => {
  const notice = finding && { finding, newArn };

  it('is told on first sight if something is wrong with it, and starts no run', () => {
    const news = newsOf(null, sighting, NOW_MS);
    expect(news).toMatchObject({ moved: null, notice, next: { revision: 1, finding, newArn, since: NOW } });
  });

  it('is told when that is new, and not again while it stays', () => {
    const { next, notice: told } = newsOf({ ...KNOWN, finding: finding === 'stage_missing' ? 'not_found' : 'stage_missing' }, sighting, NOW_MS);
    expect([told, next]).toEqual([notice, { ...KNOWN, revision: 5, finding, newArn, since: NOW }]);
    expect(newsOf(next, sighting, NOW_MS)).toEqual({ next: null, moved: null, notice: null });
  });

  it('is told again after it was in order meanwhile', () => {
    const ill = newsOf(KNOWN, sighting, NOW_MS).next ?? KNOWN;
    const well = newsOf(ill, there(), NOW_MS).next ?? ill;
    expect(well.finding).toBeNull();
    expect(newsOf(well, sighting, NOW_MS).notice).toEqual(notice);
  });
});

describe('a label that moved', () => {
  it('is a move to the new version, at the time of the last change', () => {
    const news = newsOf(KNOWN, there({ currentVersionId: 'v2', lastChangedAt: hours(-1) }), NOW_MS);
    expect(news).toEqual({ moved: { versionId: 'v2', movedAt: hours(-1) }, notice: null, next: { ...KNOWN, revision: 5, versionId: 'v2' } });
  });

  it('is a move at the time of the look, where no change is dated', () => {
    expect(newsOf(KNOWN, there({ currentVersionId: 'v2' }), NOW_MS).moved).toEqual({ versionId: 'v2', movedAt: NOW });
  });

  it('is none where the version is the one that was seen', () => {
    expect(newsOf(KNOWN, there({ lastChangedAt: hours(-1) }), NOW_MS)).toEqual({ next: null, moved: null, notice: null });
  });

  it('is both a move and a finding where rotation is overdue since', () => {
    const news = newsOf(KNOWN, there({ currentVersionId: 'v2', rotationEnabled: true, nextRotationAt: hours(-30) }), NOW_MS);
    expect([news.moved?.versionId, news.notice?.finding]).toEqual(['v2', 'rotation_overdue']);
  });

  it.each([
    ['marked for deletion', there({ currentVersionId: 'v2', deletedAt: EARLIER })],
    ['without a current version', there({ currentVersionId: null })],
    ['missing', { kind: 'missing', successor: null }],
  ] as const)('is not followed while the secret is %s, but when it can be read again', (_, sighting) => {
    const away = newsOf(KNOWN, sighting, NOW_MS);
    expect([away.moved, away.next?.versionId]).toEqual([null, 'v1']);
    expect(newsOf(away.next, there(), NOW_MS).moved).toBeNull();
    expect(newsOf(away.next, there({ currentVersionId: 'v2' }), NOW_MS).moved?.versionId).toBe('v2');
  });

  it('is one where a secret that had no version at first sight has one', () => {
    const { next } = newsOf(null, there({ currentVersionId: null }), NOW_MS);
    expect(newsOf(next, there(), NOW_MS).moved?.versionId).toBe('v1');
  });
});

it('a secret that is made again once more is told once more', () => {
  const once: Watched = { ...KNOWN, finding: 'recreated', newArn: NEW };
  const again = NEW.replace('AbCdEf', 'GhIjKl');
  expect(newsOf(once, { kind: 'missing', successor: again }, NOW_MS).notice).toEqual({ finding: 'recreated', newArn: again });
});
