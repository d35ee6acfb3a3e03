import { authorize, may, type Privilege } from '../connections/access.ts';
import { refuse } from '../errors.ts';
import { type CallerRequest, idOf } from './route.ts';
import { FORMS } from './schemas.ts';

const PROJECT = /^[a-z0-9-]{1,40}$/;

/**
 * The project that the path names, for a caller who may do this with it. To whom has no role in it, it is as absent as one that never was.
 * @throws RequestError `not_found`, `not_allowed`, `schema_invalid` for what can be no project's id
 */
export function namedProject({ event, caller }: CallerRequest, privilege: Privilege): string {
  const id = idOf(event);
  if (!may(caller, 'connections:read', id)) refuse('not_found');
  if (!PROJECT.test(id)) refuse('schema_invalid', { pointer: '/id', found: 'does not have the form of this property', expected: FORMS.project });
  authorize(caller, privilege, id);
  return id;
}
