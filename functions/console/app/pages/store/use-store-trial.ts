import { useState } from 'preact/hooks';
import type { ApiFailure } from '../../api/failure.ts';
import type { StoreTest } from '../../api/types.ts';
import { issueText } from '../../parts/issue-text.ts';
import { useDeed } from '../../parts/use-deed.ts';
import { useSession } from '../../session.ts';
import { storePath } from './store-words.ts';

export type StoreTrial = {
  readonly isRunning: boolean;
  readonly test: StoreTest | null;
  readonly problem: string | null;
  readonly run: (secretArns: readonly string[]) => void;
};

/** Has the API try the store as it is stored, with these secrets, or with those in use where none is named. */
export function useStoreTrial(project: string | null): StoreTrial {
  const { api } = useSession();
  const [asked, setAsked] = useState<readonly string[]>([]);
  const { isBusy, result, failure, begin } = useDeed<StoreTest>();
  const run = (secretArns: readonly string[]): void => {
    setAsked(secretArns);
    begin(async () => (await api.ask<StoreTest>(`POST ${storePath(project)}/test`, secretArns.length === 0 ? {} : { body: { secretArns } })).body);
  };
  return { isRunning: isBusy, test: result, problem: failure && problemOf(failure, asked), run };
}

/** Of an ARN that is none, with the ARN. */
function problemOf({ message, issues: [issue] }: ApiFailure, arns: readonly string[]): string {
  const at = /^\/secretArns\/(\d+)$/.exec(issue?.pointer ?? '')?.[1];
  return issue && at !== undefined ? `“${arns[Number(at)] ?? ''}”: ${issueText(issue)}` : message;
}
