import * as v from 'valibot';
import { wholeMinutes } from '../connections/duration.ts';
import { MOST_RECENT } from '../connections/recent-outcomes.ts';
import { Verification } from './answer-schemas.ts';
import { Config, ConnectorId, ExpectIdentity, FORMS, MethodId, Project } from './schemas.ts';

const SHORTEST_MINUTES = 5;
const LONGEST_MINUTES = 31 * 24 * 60;

export const STATES = ['untested', 'connected', 'degraded', 'refused', 'unreachable', 'blocked', 'suspended', 'disabled'] as const;

// No control, invisible or line-separating characters, and not only spaces.
const Name = v.pipe(
  v.string(),
  v.regex(/^(?=.*\S)[^\p{C}\p{Zl}\p{Zp}]{1,120}$/u, FORMS.name),
  v.description('What people call it: 1 to 120 printable characters.'),
);

const LabelName = v.pipe(v.string(), v.regex(/^[a-z0-9._/-]{1,63}$/, FORMS.labelName));
const LabelValue = v.pipe(v.string(), v.regex(/^[^\p{C}\p{Zl}\p{Zp}]{0,128}$/u, FORMS.labelValue));
export const Labels = v.pipe(
  v.record(LabelName, LabelValue),
  v.maxEntries(20, FORMS.labels),
  v.description('At most 20 names of your own, each with a text of at most 128 characters.'),
);

const Schedule = v.strictObject({
  every: v.pipe(
    v.string(),
    v.check((text) => isWithin(wholeMinutes(text)), FORMS.every),
    v.description('ISO 8601 duration of whole minutes, at least PT5M and at most P31D.'),
  ),
  enabled: v.boolean(),
});

/** What its editors decide about a connection. A merge patch is held against this after it was applied. */
export const ConnectionFields = v.strictObject({
  name: Name,
  connector: ConnectorId,
  method: v.optional(MethodId),
  config: Config,
  expectIdentity: v.optional(v.nullable(ExpectIdentity)),
  schedule: v.optional(v.nullable(Schedule)),
  labels: v.optional(Labels),
});

export const NewConnection = v.strictObject({ ...ConnectionFields.entries, project: v.optional(Project) });

const Editable = v.unknown();

/** RFC 7396: null removes a member. Everything that is not named here is the product's own, or cannot change. */
export const ConnectionPatch = v.pipe(
  v.strictObject({
    name: v.optional(Editable),
    connector: v.optional(Editable),
    method: v.optional(Editable),
    config: v.optional(Editable),
    expectIdentity: v.optional(Editable),
    schedule: v.optional(Editable),
    labels: v.optional(Editable),
  }),
  v.description('JSON merge patch (RFC 7396) of name, connector, method, config, expectIdentity, schedule and labels.'),
);

export const Standing = v.strictObject({
  state: v.picklist(STATES),
  since: v.string(),
  lastVerifiedAt: v.nullable(v.string()),
  lastOkAt: v.nullable(v.string()),
  code: v.nullable(v.string()),
  versionIds: v.array(v.string()),
  failing: v.optional(v.strictObject({ state: v.picklist(STATES), code: v.string(), since: v.string() })),
  recent: v.pipe(
    v.array(v.picklist(['authorized', 'refused', 'inconclusive', 'not_attempted'])),
    v.maxLength(MOST_RECENT),
    v.description('What the last tests found, at most 30, newest first: the status of each. Rehearsals are not among them.'),
  ),
});

export const StoredConnection = v.strictObject({
  id: v.string(),
  name: v.string(),
  project: v.string(),
  connector: v.string(),
  method: v.string(),
  config: v.record(v.string(), v.unknown()),
  expectIdentity: v.nullable(v.string()),
  schedule: v.nullable(v.strictObject({ every: v.string(), enabled: v.boolean() })),
  labels: v.record(v.string(), v.string()),
  revision: v.number(),
  standing: Standing,
  createdAt: v.string(),
  updatedAt: v.string(),
});

export const ConnectionPage = v.strictObject({ items: v.array(StoredConnection), nextCursor: v.nullable(v.string()) });
export const VerificationPage = v.strictObject({ items: v.array(Verification), nextCursor: v.nullable(v.string()) });

function isWithin(minutes: number | null): boolean {
  return minutes !== null && minutes >= SHORTEST_MINUTES && minutes <= LONGEST_MINUTES;
}
