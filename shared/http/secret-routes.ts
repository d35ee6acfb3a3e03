import { type Caller, authorize, managedProject, may, ownsSecret, projectOf, visibleProjects } from '../connections/access.ts';
import { secretUsageOf } from '../connections/secret-usage.ts';
import type { Stores } from '../stores.ts';
import { tellFinding } from '../watch/told-finding.ts';
import { cursorTo, parsePage } from './page.ts';
import { parseAuditFilter } from './parse-audit-filter.ts';
import { arnIn, parseQuery, projectIn, wrong } from './parse-query.ts';
import { json, NO_CONTENT, type Reply } from './reply.ts';
import type { CallerRequest, Routes } from './route.ts';

export type SecretDeps = Pick<Stores, 'connections' | 'settings' | 'verifications' | 'watches'> & { readonly uuid: () => string };

/** The routes about secrets that read none. */
export function secretRoutes(deps: SecretDeps): Routes {
  return {
    'GET /v1/secrets/usage': (request) => listUsage(request, deps),
    'DELETE /v1/secrets/cache': (request) => purgeCache(request, deps),
    'GET /v1/audit': (request) => listAudit(request, deps),
  };
}

/** Which connections use a secret: those of the caller's projects, or of all where the caller owns the secret; and what the watch knows of it. */
async function listUsage({ event, caller }: CallerRequest, deps: SecretDeps): Promise<Reply> {
  const secretArn = arnIn(parseQuery(event, { once: ['arn', 'limit', 'cursor'] }), 'arn') ?? wrong('arn', 'is missing', 'the ARN of a secret');
  const page = parsePage(event);
  const projects = await projectsShown(caller, secretArn, deps);
  const { items, next } = await deps.connections.list({ projects, secretArn }, page);
  // Who is shown no use of a secret is not told whether it exists.
  const seen = projects === null || items.length > 0 ? await deps.watches.read(secretArn) : null;
  const uses = items.map((connection) => secretUsageOf(connection, secretArn, seen?.newArn ?? null));
  return json(200, { items: uses, nextCursor: cursorTo(next), watch: seen && tellFinding(secretArn, seen) });
}

async function projectsShown(caller: Caller, secretArn: string, { settings }: SecretDeps): Promise<readonly string[] | null> {
  if (may(caller, 'connections:read', '*')) return null;
  const { workspaceStore } = await settings.storesFor(null);
  return ownsSecret(caller, secretArn, workspaceStore?.secretOwners ?? []) ? null : visibleProjects(caller);
}

/** Orders every environment to forget, with its next read of the settings, what it has cached of one secret or of all. */
async function purgeCache({ event, caller }: CallerRequest, { settings, uuid }: SecretDeps): Promise<Reply> {
  const query = parseQuery(event, { once: ['arn', 'project'] });
  const [secretArn, asked] = [arnIn(query, 'arn'), projectIn(query)];
  await settings.addPurge(managedProject(caller, asked), { id: uuid(), secretArn: secretArn ?? null });
  return NO_CONTENT;
}

/** Who used which secret of a project for what, newest first; of deleted connections too. */
async function listAudit({ event, caller }: CallerRequest, { verifications }: SecretDeps): Promise<Reply> {
  const { project: asked, ...filter } = parseAuditFilter(event);
  const project = projectOf(caller, asked);
  authorize(caller, 'settings:manage', project);
  const { items, next } = await verifications.audit({ ...filter, project }, parsePage(event));
  return json(200, { items, nextCursor: cursorTo(next) });
}
