/** The routes whose callers sign with AWS's Signature Version 4 and need no token, each the twin of the route of the same name without "/iam". */
const TWIN = /^([A-Z]+) \/iam(\/v1\/.+)$/;

/** A route by the name both entrances share, and whether its caller came through the one for IAM. */
export type Entrance = { readonly route: string; readonly isIam: boolean };

export function entranceOf(routeKey: string): Entrance {
  const [, method, path] = TWIN.exec(routeKey) ?? [];
  return path === undefined ? { route: routeKey, isIam: false } : { route: `${method} ${path}`, isIam: true };
}
