import { CURRENT, holderOf, PENDING, PREVIOUS, type SecretRecord, type SecretVersion } from './secret-record.ts';

/** The record with `stage` on that version alone. Where AWSCURRENT moves, AWSPREVIOUS follows to the version that lost it. */
export function attachStage(record: SecretRecord, stage: string, versionId: string): SecretRecord {
  const loser = holderOf(record, stage);
  const moved = withStage(record, stage, versionId);
  return stage === CURRENT && loser && loser.id !== versionId ? withStage(moved, PREVIOUS, loser.id) : moved;
}

/** The record with the label on no version. */
export function detachStage(record: SecretRecord, stage: string): SecretRecord {
  return withStage(record, stage, null);
}

/** Labels whose version changed, AWSPENDING and AWSPREVIOUS aside: those that AWS tells EventBridge of. */
export function movedStages(before: SecretRecord, after: SecretRecord): readonly { readonly stage: string; readonly versionId: string }[] {
  return after.versions.flatMap((version) => {
    const had = before.versions.find(({ id }) => id === version.id)?.stages ?? [];
    const gained = version.stages.filter((stage) => !had.includes(stage) && stage !== PENDING && stage !== PREVIOUS);
    return gained.map((stage) => ({ stage, versionId: version.id }));
  });
}

function withStage(record: SecretRecord, stage: string, versionId: string | null): SecretRecord {
  const relabelled = (version: SecretVersion): SecretVersion => {
    const others = version.stages.filter((other) => other !== stage);
    return { ...version, stages: version.id === versionId ? [...others, stage].toSorted() : others };
  };
  return { ...record, versions: record.versions.map(relabelled) };
}
