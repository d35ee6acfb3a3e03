import type { JSX } from 'preact';
import { ALL_PROJECTS } from '../../../../../shared/connections/grants.ts';
import type { Project } from '../../api/types.ts';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { hashOf } from '../../route.ts';
import { reasonAgainst, useSession } from '../../session.ts';
import { WORKSPACE } from './audit-filter.ts';

/** The audit is kept by project: whoever manages more than one says which. */
export function AuditChoice(): JSX.Element {
  const session = useSession();
  const { value, problem, reload } = useAnswer((signal) => session.api.every<Project>('/v1/projects', { signal }), []);
  if (problem !== null) return <Failure title="The projects could not be listed" sentence={problem} retry={reload} />;
  if (value === null) return <Loading what="projects" />;
  const managed = value.filter(({ id }) => reasonAgainst(session, 'settings:manage', id) === null);
  return (
    <Empty title="Of which project?">
      <p>Each project has its own audit.</p>
      <ul>
        {managed.map(({ id, name }) => (
          <li key={id}>
            <a href={hashOf(['audit'], { project: id })}>{name}</a>
          </li>
        ))}
        {reasonAgainst(session, 'settings:manage', ALL_PROJECTS) === null && (
          <li>
            <a href={hashOf(['audit'], { project: WORKSPACE })}>The workspace itself: tests of its store</a>
          </li>
        )}
      </ul>
    </Empty>
  );
}
