import { useState } from 'preact/hooks';
import { ApiFailure, sentenceOf } from '../../api/failure.ts';
import type { StoreTest } from '../../api/types.ts';
import { issueText } from '../../parts/issue-text.ts';
import { useSession } from '../../session.ts';
import { storePath } from './store-words.ts';

type Standing = { readonly isRunning: boolean; readonly test: StoreTest | null; readonly problem: string | null };
export type StoreTrial = Standing & { readonly run: (secretArns: readonly string[]) => void };

const NOTHING: Standing = { isRunning: false, test: null, problem: null };

/** Has the API try the store as it is stored, with these secrets, or with those in use where none is named. */
export function useStoreTrial(project: string | null): StoreTrial {
  const { api } = useSession();
  const [standing, setStanding] = useState<Standing>(NOTHING);
  const run = (secretArns: readonly string[]): void => {
    setStanding({ ...NOTHING, isRunning: true });
    api.ask<StoreTest>(`POST ${storePath(project)}/test`, secretArns.length === 0 ? {} : { body: { secretArns } }).then(
      ({ body }) => setStanding({ ...NOTHING, test: body }),
      (error: unknown) => setStanding({ ...NOTHING, problem: problemOf(error, secretArns) }),
    );
  };
  return { ...standing, run };
}

/** Of an ARN that is none, with the ARN. */
function problemOf(error: unknown, arns: readonly string[]): string {
  const [issue] = error instanceof ApiFailure ? error.issues : [];
  const at = /^\/secretArns\/(\d+)$/.exec(issue?.pointer ?? '')?.[1];
  return issue && at !== undefined ? `“${arns[Number(at)] ?? ''}”: ${issueText(issue)}` : sentenceOf(error);
}
