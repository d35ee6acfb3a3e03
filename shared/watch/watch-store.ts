import type { IndexedUse } from '../connections/secret-walk.ts';
import type { SecretNotice } from '../events/event.ts';

export type Finding = SecretNotice['finding'];

/** What was last seen of a secret. */
export type Watched = {
  /** 1, 2, …: the next write expects it. */
  readonly revision: number;
  /** The version that was last seen labelled AWSCURRENT; null where none ever was. */
  readonly versionId: string | null;
  /** Null: nothing needs to be seen to. */
  readonly finding: Finding | null;
  /** The ARN under which the secret was made again, for `recreated`. */
  readonly newArn: string | null;
  /** When the finding, or that there is none, was first seen; ISO 8601 in UTC. */
  readonly since: string;
};

/** How far the watch has come in its round over all secrets, and who is at it. */
export type Course = {
  /** 1, 2, …: the next write expects it. */
  readonly revision: number;
  /** The last use whose secret is done with; null: the next round begins. */
  readonly after: IndexedUse | null;
  /** The invocation that is at it, and until when nobody else may be (epoch ms; 0: it has ended). */
  readonly holder: string;
  readonly heldUntilMs: number;
};

/** What the watch remembers. Every answer is what was last acknowledged; a write is made only if the stored revision is `expected` (0: none is stored). */
export type WatchStore = {
  read(arn: string): Promise<Watched | null>;
  write(arn: string, seen: Watched, expected: number): Promise<boolean>;
  course(): Promise<Course | null>;
  keepCourse(course: Course, expected: number): Promise<boolean>;
};
