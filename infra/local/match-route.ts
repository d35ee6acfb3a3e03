import type { Route } from './routes.ts';

export type MatchedRoute = { readonly route: Route; readonly pathParameters: Readonly<Record<string, string>> };

/**
 * The route an HTTP API would choose for a decoded path: exact segments before {name}, {name} before {name+}, `$default` last;
 * a method of its own before ANY. Null: 404.
 */
export function matchRoute(routes: readonly Route[], method: string, path: string): MatchedRoute | null {
  const matches = routes.flatMap((route) => {
    const pathParameters = route.method === 'ANY' || route.method === method ? parametersOf(route.path, path) : null;
    return pathParameters ? [{ route, pathParameters }] : [];
  });
  return matches.sort((left, right) => rankOf(left.route).localeCompare(rankOf(right.route)))[0] ?? null;
}

function parametersOf(pattern: string, path: string): Record<string, string> | null {
  if (pattern === '$default') return {};
  const wanted = pattern.split('/');
  const found = path.split('/');
  const isGreedy = pattern.endsWith('+}');
  if (isGreedy ? found.length < wanted.length : found.length !== wanted.length) return null;
  const pairs = wanted.map((segment, index) => pairOf(segment, found.slice(index)));
  if (pairs.includes(null)) return null;
  return Object.fromEntries(pairs.filter((pair) => pair !== null).filter(([name]) => name !== ''));
}

// [name, value] of a variable, ["", segment] of a fixed segment that is the same, null where they differ.
function pairOf(segment: string, found: readonly string[]): readonly [string, string] | null {
  const name = /^\{(\w+)\+?\}$/.exec(segment)?.[1];
  const value = segment.endsWith('+}') ? found.join('/') : (found[0] ?? '');
  if (name === undefined) return segment === value ? ['', segment] : null;
  return value === '' ? null : [name, value];
}

// Compared as text, segment by segment: "0" exact, "1" {name}, "2" {name+}, "3" $default; then the method.
function rankOf(route: Route): string {
  const segments = route.path === '$default' ? '3' : route.path.split('/').map(rankOfSegment).join('');
  return `${segments} ${route.method === 'ANY' ? 1 : 0}`;
}

function rankOfSegment(segment: string): string {
  if (segment.endsWith('+}')) return '2';
  return segment.startsWith('{') ? '1' : '0';
}
