import type { JSX } from 'preact';
import { ALL_PROJECTS, type Caller } from '../../../../../shared/connections/grants.ts';
import { Choice } from '../../parts/choice.tsx';
import { Field, type FieldNames } from '../../parts/field.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { reasonAgainst, useSession } from '../../session.ts';
import { FormRow } from './form-row.tsx';
import type { FormState } from './form-state.ts';
import { sentenceAt } from './problems.ts';

/** The projects that a caller's roles name; those in which connections may be made first. */
export function projectsOf(caller: Caller): readonly string[] {
  const named = [...new Set(caller.grants.map(({ project }) => project))].filter((project) => project !== ALL_PROJECTS);
  const isOpen = (project: string): number => (reasonAgainst({ caller }, 'connections:create', project) === null ? 0 : 1);
  return named.toSorted((a, b) => isOpen(a) - isOpen(b));
}

/** The project it is to belong to. It cannot change afterwards. */
export function ProjectField({ form, isFixed }: { readonly form: FormState; readonly isFixed: boolean }): JSX.Element {
  const { caller } = useSession();
  const { draft, problems, change } = form;
  const choose = (project: string): void => change('/project', { project });
  const isFree = caller.grants.some(({ project }) => project === ALL_PROJECTS);
  return (
    <FormRow pointer="/project">
      <Field
        label="Project"
        help={isFixed ? 'A connection stays in its project.' : 'Whose secrets it may use, and who sees it.'}
        problem={sentenceAt(problems, '/project')}
        isRequired
      >
        {(names) =>
          isFixed ? (
            <input {...names} value={draft.project} readOnly />
          ) : isFree ? (
            <FreeProject names={names} project={draft.project} onChoose={choose} />
          ) : (
            <Choice names={names} value={draft.project} options={projectsOf(caller).map((project) => [project, project])} onChoose={choose} />
          )
        }
      </Field>
    </FormRow>
  );
}

type FreeProps = { readonly names: FieldNames; readonly project: string; readonly onChoose: (project: string) => void };

/** For a role in all projects: any, those that are described are offered. */
function FreeProject({ names, project, onChoose }: FreeProps): JSX.Element {
  const { api } = useSession();
  const known = useAnswer((signal) => api.every<{ readonly id: string; readonly name: string }>('/v1/projects', { signal }), []);
  return (
    <>
      <TextLine names={names} list="form-projects" text={project} onText={onChoose} />
      <datalist id="form-projects">
        {known.value?.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </datalist>
    </>
  );
}
