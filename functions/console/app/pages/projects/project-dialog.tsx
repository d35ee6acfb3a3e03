import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Project } from '../../api/types.ts';
import { Action } from '../../parts/action.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { Note } from '../../parts/note.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { problemWithId, problemWithName } from './project-fields.ts';
import { type ProjectSave, useProjectSave } from './use-project-save.ts';

type DialogProps = {
  /** To be named anew; null for one that is not there yet. */
  readonly project: Project | null;
  readonly onClose: () => void;
  readonly onSaved: (project: Project) => void;
};

/** Names a project, a new one by its id. */
export function ProjectDialog({ project, onClose, onSaved }: DialogProps): JSX.Element {
  return (
    <Dialog title={project === null ? 'New project' : `Rename ${project.name}`} onClose={onClose}>
      {(close) => (
        <ProjectForm
          project={project}
          onCancel={close}
          onSaved={(saved) => {
            close();
            onSaved(saved);
          }}
        />
      )}
    </Dialog>
  );
}

type FormProps = Pick<DialogProps, 'project' | 'onSaved'> & { readonly onCancel: () => void };

function ProjectForm({ project, onCancel, onSaved }: FormProps): JSX.Element {
  const [id, setId] = useState(project?.id ?? '');
  const [name, setName] = useState(project?.name ?? '');
  const [isTried, setTried] = useState(false);
  const saving = useProjectSave(onSaved);
  const wrong = { id: problemWithId(id), name: problemWithName(name) };
  const save = (event: Event): void => {
    event.preventDefault();
    setTried(true);
    if (saving.isBusy || wrong.id !== null || wrong.name !== null) return;
    // A new one replaces nothing; one that was renamed meanwhile is replaced once that was shown.
    saving.save({ id, name: name.trim(), revision: project === null ? 0 : (saving.standing ?? project).revision });
  };
  return (
    <form class="settings-form" noValidate onSubmit={save}>
      {project === null && <IdField id={id} problem={isTried ? wrong.id : null} onChange={setId} />}
      <Field label="Name" problem={saving.ofName ?? (isTried ? wrong.name : null)}>
        {(names) => <input {...names} autoComplete="off" value={name} onInput={(event) => setName(event.currentTarget.value)} />}
      </Field>
      <Trouble saving={saving} isNew={project === null} />
      <div class="actions">
        <Action onAct={onCancel}>Cancel</Action>
        <button type="submit" class="button primary" aria-disabled={saving.isBusy}>
          {saving.isBusy ? 'Saving…' : 'Save'}
        </button>
      </div>
    </form>
  );
}

type IdProps = { readonly id: string; readonly problem: string | null; readonly onChange: (id: string) => void };

function IdField({ id, problem, onChange }: IdProps): JSX.Element {
  return (
    <Field label="Id" help="Lower-case letters, digits and hyphens, at most 40. Roles name the project by it; it never changes." problem={problem}>
      {(names) => <TextLine names={names} text={id} onText={(text) => onChange(text.trim())} />}
    </Field>
  );
}

function Trouble({ saving: { problem, standing, isBusy }, isNew }: { readonly saving: ProjectSave; readonly isNew: boolean }): JSX.Element | null {
  if (problem === null || isBusy) return null;
  if (standing === null) return <Note kind="bad">{problem}</Note>;
  return (
    <Note kind="bad">
      {isNew
        ? `There is a project with this id already: it is called “${standing.name}”. Take another id, or rename that one.`
        : `Somebody has renamed it since you opened this: it is called “${standing.name}” now. Save again to call it as you say, or cancel to leave it.`}
    </Note>
  );
}
