import { authorizeEverywhere } from '../connections/access.ts';
import { namedProject } from './named-project.ts';
import { listProjects, putProject, readProject } from './projects.ts';
import type { CallerRequest, Routes } from './route.ts';
import { deleteStore, putStore, readStore } from './secret-stores.ts';
import type { SettingsDeps } from './settings-deps.ts';

/** The routes of projects and of the workspace's and projects' stores. */
export function settingsRoutes(deps: SettingsDeps): Routes {
  return {
    'GET /v1/projects': (request) => listProjects(request, deps),
    'GET /v1/projects/{id}': (request) => readProject(request, deps),
    'PUT /v1/projects/{id}': (request) => putProject(request, deps),
    'GET /v1/stores/workspace': async (request) => readStore({ ...request, project: workspaceOf(request) }, deps),
    'PUT /v1/stores/workspace': async (request) => putStore({ ...request, project: workspaceOf(request) }, deps),
    'GET /v1/stores/projects/{id}': async (request) => readStore({ ...request, project: managedOf(request) }, deps),
    'PUT /v1/stores/projects/{id}': async (request) => putStore({ ...request, project: managedOf(request) }, deps),
    'DELETE /v1/stores/projects/{id}': async (request) => deleteStore({ ...request, project: managedOf(request) }, deps),
  };
}

/** The workspace's store serves all projects: null, for who manages them all. */
function workspaceOf({ caller }: CallerRequest): null {
  authorizeEverywhere(caller, 'settings:manage');
  return null;
}

function managedOf(request: CallerRequest): string {
  return namedProject(request, 'settings:manage');
}
