import { useState } from 'preact/hooks';
import type { Api } from '../../api/api.ts';
import { ApiFailure, sentenceOf } from '../../api/failure.ts';
import type { Project } from '../../api/types.ts';
import { issueText } from '../../parts/issue-text.ts';
import { useSession } from '../../session.ts';

export type NamedProject = Pick<Project, 'id' | 'name' | 'revision'>;
type Trouble = { readonly problem: string | null; readonly ofName: string | null };
/** `standing` is the project as it was found meanwhile, where somebody else was faster. */
export type ProjectSave = Trouble & { readonly standing: Project | null; readonly isBusy: boolean; readonly save: (project: NamedProject) => void };

const NONE: Trouble = { problem: null, ofName: null };

/** Stores a project on the revision that was read: what somebody else has stored since is shown before it is replaced. */
export function useProjectSave(onSaved: (project: Project) => void): ProjectSave {
  const { api } = useSession();
  const [trouble, setTrouble] = useState<Trouble>(NONE);
  const [standing, setStanding] = useState<Project | null>(null);
  const [isBusy, setBusy] = useState(false);
  const fail = async (error: unknown, id: string): Promise<void> => {
    setTrouble(troubleIn(error));
    if (error instanceof ApiFailure && error.code === 'revision_conflict') setStanding((await api.ask<Project>(`GET ${pathOf(id)}`)).body);
  };
  const save = ({ id, name, revision }: NamedProject): void => {
    setBusy(true);
    setTrouble(NONE);
    put(api, { id, name, revision })
      .then(onSaved, async (error: unknown) => fail(error, id))
      .catch((error: unknown) => setTrouble(troubleIn(error)))
      .finally(() => setBusy(false));
  };
  return { ...trouble, standing, isBusy, save };
}

async function put(api: Api, { id, name, revision }: NamedProject): Promise<Project> {
  return (await api.ask<Project>(`PUT ${pathOf(id)}`, { body: { name }, etag: `"${revision}"` })).body;
}

function pathOf(id: string): string {
  return `/v1/projects/${encodeURIComponent(id)}`;
}

function troubleIn(error: unknown): Trouble {
  const issue = error instanceof ApiFailure ? error.issues.find(({ pointer }) => pointer === '/name') : undefined;
  return issue ? { problem: null, ofName: issueText(issue) } : { problem: sentenceOf(error), ofName: null };
}
