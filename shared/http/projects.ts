import { authorizeEverywhere, visibleProjects } from '../connections/access.ts';
import { refuse } from '../errors.ts';
import type { Project } from '../settings/project.ts';
import { etagOf } from './connection-reply.ts';
import { isMatched } from './if-match.ts';
import { namedProject } from './named-project.ts';
import { cursorTo, pageOf, parsePage } from './page.ts';
import { parseQuery } from './parse-query.ts';
import { parseProject } from './parse-settings.ts';
import { json, type Reply } from './reply.ts';
import type { CallerRequest } from './route.ts';
import type { SettingsDeps } from './settings-deps.ts';

type ProjectDeps = Pick<SettingsDeps, 'settings' | 'now'>;
/** At revision 0 it is known only by its id. */
type ShownProject = Pick<Project, 'id' | 'name' | 'revision'> & { readonly createdAt: string | null; readonly updatedAt: string | null };

/** GET: by id, those of the caller's roles, described or not; for a role in all projects, those that are described. */
export async function listProjects({ event, caller }: CallerRequest, { settings }: ProjectDeps): Promise<Reply> {
  const visible = visibleProjects(caller);
  parseQuery(event, { once: ['limit', 'cursor'] });
  const page = parsePage(event);
  if (visible === null) {
    const { items, next } = await settings.projects(page);
    return json(200, { items, nextCursor: cursorTo(next) });
  }
  const { items, nextCursor } = pageOf(
    visible.toSorted().map((id) => ({ id })),
    page,
  );
  return json(200, { items: await Promise.all(items.map(async ({ id }) => shown(id, await settings.project(id)))), nextCursor });
}

export async function readProject(request: CallerRequest, { settings }: ProjectDeps): Promise<Reply> {
  const id = namedProject(request, 'connections:read');
  return projectReply(200, shown(id, await settings.project(id)));
}

/** PUT, by who manages all projects; of the revision that `If-Match` names if it is sent. */
export async function putProject(request: CallerRequest, { settings, now }: ProjectDeps): Promise<Reply> {
  const id = namedProject(request, 'connections:read');
  authorizeEverywhere(request.caller, 'settings:manage');
  const { name } = parseProject(request.event);
  const standing = await settings.project(id);
  const expected = standing?.revision ?? 0;
  isMatched(request.event, { revision: expected }, 'project');
  const at = new Date(now()).toISOString();
  const project = { id, name, revision: expected + 1, createdAt: standing?.createdAt ?? at, updatedAt: at };
  if ((await settings.putProject(project, expected)) === 'conflict') refuse('revision_conflict', { found: 'project' });
  return projectReply(standing ? 200 : 201, project);
}

function shown(id: string, project: Project | null): ShownProject {
  return project ?? { id, name: id, revision: 0, createdAt: null, updatedAt: null };
}

function projectReply(httpStatus: 200 | 201, project: ShownProject): Reply {
  return json(httpStatus, project, { headers: { etag: etagOf(project) } });
}
