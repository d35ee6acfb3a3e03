import type { JSX } from 'preact';
import { ALL_PROJECTS } from '../../../../../shared/connections/grants.ts';
import type { Project } from '../../api/types.ts';
import { Answered } from '../../parts/answered.tsx';
import { Empty } from '../../parts/states.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { hashOf } from '../../route.ts';
import { reasonAgainst, useSession } from '../../session.ts';
import { WORKSPACE } from './audit-filter.ts';

/** The audit is kept by project: whoever manages more than one says which. */
export function AuditChoice(): JSX.Element {
  const session = useSession();
  const projects = useAnswer((signal) => session.api.every<Project>('/v1/projects', { signal }), []);
  const isManaged = (project: string): boolean => reasonAgainst(session, 'settings:manage', project) === null;
  return (
    <Answered answer={projects} what="projects" failure="The projects could not be listed">
      {(listed) => (
        <Empty title="Of which project?">
          <p>Each project has its own audit.</p>
          <ul>
            {listed
              .filter(({ id }) => isManaged(id))
              .map(({ id, name }) => (
                <li key={id}>
                  <a href={hashOf(['audit'], { project: id })}>{name}</a>
                </li>
              ))}
            {isManaged(ALL_PROJECTS) && (
              <li>
                <a href={hashOf(['audit'], { project: WORKSPACE })}>The workspace itself: tests of its store</a>
              </li>
            )}
          </ul>
        </Empty>
      )}
    </Answered>
  );
}
