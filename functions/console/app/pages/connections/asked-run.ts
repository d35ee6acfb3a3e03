import type { AskedSelector } from '../../runs/selection.ts';
import { reasonAgainst, type Session } from '../../session.ts';
import { type Filter, labelsIn } from './filter.ts';
import type { Picks } from './picks.ts';

/** What a run of the whole filter asks for. Nothing of it is left out, whatever it is: that would reach more than the list shows. */
export function selectorOf(filter: Filter): AskedSelector {
  const { project, connector, secret, state } = filter;
  const labels = labelsIn(filter);
  return {
    ...(project !== '' && { project }),
    ...(connector !== '' && { connector }),
    ...(secret !== '' && { secretArn: secret }),
    ...(state !== '' && { state }),
    ...(labels.length > 0 && { labels: Object.fromEntries(labels.map(nameAndValue)) }),
  };
}

/** Why what is picked, or else the whole filter, may not be verified; null where it may. */
export function reasonAgainstVerifying(session: Pick<Session, 'caller'>, { project }: Filter, picks: Picks): string | null {
  if (picks.size === 0) return reasonAgainst(session, 'connections:test', project === '' ? undefined : project);
  const reasons = [...new Set(picks.values())].map((each) => reasonAgainst(session, 'connections:test', each));
  return reasons.find((reason) => reason !== null) ?? null;
}

/** Whether a filter without a project shows connections that a run leaves out. */
export function isWiderThanRights({ caller, ...session }: Pick<Session, 'caller'>, { project }: Filter): boolean {
  return project === '' && caller.grants.some((grant) => reasonAgainst({ caller, ...session }, 'connections:test', grant.project) !== null);
}

function nameAndValue(label: string): readonly [string, string] {
  const [name = '', ...values] = label.split(':');
  return [name, values.join(':')];
}
