import type { Run, RunSelector } from '../api/types.ts';
import { secretNameOf } from '../parts/secret-name.ts';
import { counted, labelsText, STATES } from '../words.ts';

/** A selector as somebody asks for it: the API says what is wrong with it. */
export type AskedSelector = Omit<RunSelector, 'state'> & { readonly state?: string | undefined };
export type Criterion = { readonly name: string; readonly value: string };

/** What connections must have to be verified, one by one; none: all of them are. */
export function criteriaOf({ project, state, connector, labels = {}, secretArn }: AskedSelector): readonly Criterion[] {
  const given: readonly (readonly [string, string | undefined])[] = [
    ['Project', project],
    ['State', state && wordOf(state)],
    ['Connector', connector],
    ['Label', labelsText(labels) || undefined],
    ['Secret', secretArn],
  ];
  return given.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

/** In a few words: "3 picked connections", "state Refused, label team:core". */
export function selectionText({ selector, retryOf, secret }: Pick<Run, 'selector' | 'retryOf' | 'secret'>): string {
  if (retryOf !== null) return 'What failed in an earlier run';
  const { secretArn = secret?.arn, ids, ...rest } = selector;
  const picked = ids && counted(ids.length, 'picked connection');
  const criteria = criteriaOf(rest).map(({ name, value }) => `${name.toLowerCase()} ${value}`);
  const user = secretArn && `what uses ${secretNameOf(secretArn)}`;
  const said = [picked, ...criteria, user].filter((text) => text !== undefined).join(', ');
  return said === '' ? 'All connections' : said.charAt(0).toUpperCase() + said.slice(1);
}

function wordOf(state: string): string {
  return Object.entries(STATES).find(([name]) => name === state)?.[1].label ?? state;
}
